import type { Theme } from './theme.ts'
import { anxiety } from './themes/anxiety.ts'
import { childhood } from './themes/childhood.ts'
import { coupleStress } from './themes/couple-stress.ts'
import { depression } from './themes/depression.ts'
import { grief } from './themes/grief.ts'
import { panic } from './themes/panic.ts'
import { substance } from './themes/substance.ts'
import { trauma } from './themes/trauma.ts'

/** All of these people are invented. */
export interface DemoMember {
  readonly key: string
  readonly name: string
  readonly credentials: string
  readonly roles: readonly string[]
  readonly licence?: { readonly number: string; readonly state: string; readonly type: string }
  readonly npi?: string
  readonly supervisor?: string
}

export const members: readonly DemoMember[] = [
  { key: 'admin', name: 'Rosa Lindqvist', credentials: '', roles: ['admin'] },
  {
    key: 'supervisor',
    name: 'Miriam Achterberg',
    credentials: 'PsyD',
    roles: ['supervisor'],
    licence: { number: 'PSY-20417', state: 'MN', type: 'Licensed Psychologist' },
    npi: '1341672115',
  },
  {
    key: 'okafor',
    name: 'Adaeze Okafor',
    credentials: 'PhD, LP',
    roles: ['clinician'],
    licence: { number: 'LP-6120', state: 'MN', type: 'Licensed Psychologist' },
    npi: '1068403884',
  },
  {
    key: 'lukasiewicz',
    name: 'Tomasz Łukasiewicz',
    credentials: 'LICSW',
    roles: ['clinician'],
    licence: {
      number: 'CSW-18833',
      state: 'MN',
      type: 'Licensed Independent Clinical Social Worker',
    },
    npi: '1542143049',
  },
  {
    key: 'haddad',
    name: 'Layla Haddad',
    credentials: 'MA, LMFT',
    roles: ['clinician'],
    licence: { number: 'MFT-3071', state: 'MN', type: 'Licensed Marriage and Family Therapist' },
    npi: '1432445199',
  },
  {
    key: 'nguyen',
    name: 'Nguyễn Minh Anh',
    credentials: 'MS, LPCC',
    roles: ['clinician'],
    licence: { number: 'CC-02954', state: 'MN', type: 'Licensed Professional Clinical Counselor' },
    npi: '1568323749',
  },
  {
    key: 'sorensen',
    name: 'Ida Sørensen',
    credentials: 'MSW, LGSW',
    roles: ['clinician'],
    licence: { number: 'GSW-27710', state: 'MN', type: 'Licensed Graduate Social Worker' },
    npi: '1184049488',
    supervisor: 'supervisor',
  },
  { key: 'biller', name: 'Caleb Whitfield', credentials: 'CPC', roles: ['biller'] },
  { key: 'custodian', name: 'Yolanda Reyes', credentials: 'RHIA', roles: ['custodian'] },
]

export interface DemoClient {
  readonly key: string
  readonly first: string
  readonly last: string
  readonly preferred?: string
  readonly birthDate: string
  readonly clinician: string
  readonly theme: Theme
  /** Weeks before today in which the work began and, where it has, ended. */
  readonly weeks: readonly [begin: number, end: number]
  /** Days between sessions. */
  readonly every: 7 | 14 | 28
  readonly template: string
  readonly minutes: number
  readonly cpt: string
  readonly modality: 'in-person' | 'video' | 'audio'
  readonly payer?: readonly [payer: string, memberId: string]
  readonly guardian?: string
}

const line = (
  key: string,
  [first, last, preferred]: readonly [string, string, string?],
  birthDate: string,
  clinician: string,
  theme: Theme,
  rest: Omit<DemoClient, 'key' | 'first' | 'last' | 'birthDate' | 'clinician' | 'theme'>,
): DemoClient => ({
  key,
  first,
  last,
  ...(preferred && { preferred }),
  birthDate,
  clinician,
  theme,
  ...rest,
})

const hour = { minutes: 55, cpt: '90837' } as const
const threeQuarters = { minutes: 45, cpt: '90834' } as const
const family = { minutes: 50, cpt: '90847' } as const

export const clients: readonly DemoClient[] = [
  line('c01', ['Beatriz', 'Almeida'], '1988-04-17', 'okafor', anxiety, {
    ...hour,
    weeks: [26, 0],
    every: 7,
    template: 'soap',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-4471-02'],
  }),
  line('c02', ['Samuel', 'Oyelaran', 'Sam'], '1995-11-02', 'okafor', panic, {
    ...threeQuarters,
    weeks: [20, 0],
    every: 14,
    template: 'soap',
    modality: 'video',
    payer: ['Northern Lakes Plan', 'NL 88213745'],
  }),
  line('c03', ['Margaret', 'Sandoval', 'Peg'], '1947-08-29', 'okafor', grief, {
    ...threeQuarters,
    weeks: [26, 3],
    every: 28,
    template: 'narrative',
    modality: 'in-person',
    payer: ['Medicare', '1EG4-TE5-MK73'],
  }),
  line('c04', ['Wei', 'Zhang'], '1979-01-23', 'okafor', depression, {
    ...hour,
    weeks: [16, 0],
    every: 14,
    template: 'dap',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-9020-11'],
  }),
  line('c05', ['Hannah', 'Bergström'], '2001-06-09', 'okafor', anxiety, {
    ...threeQuarters,
    weeks: [4, 0],
    every: 7,
    template: 'soap',
    modality: 'video',
    payer: ['Northern Lakes Plan', 'NL 90014482'],
  }),
  line('c06', ['Dariusz', 'Wójcik'], '1970-12-12', 'lukasiewicz', substance, {
    ...hour,
    weeks: [24, 0],
    every: 14,
    template: 'birp',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-1187-45'],
  }),
  line('c07', ['Ruth', 'Ellingson'], '1958-03-30', 'lukasiewicz', grief, {
    ...threeQuarters,
    weeks: [18, 0],
    every: 28,
    template: 'dap',
    modality: 'audio',
    payer: ['Medicare', '2AF7-QW9-PL10'],
  }),
  line('c08', ['Marcus', 'Freeman'], '1984-09-05', 'lukasiewicz', trauma, {
    ...hour,
    weeks: [22, 0],
    every: 14,
    template: 'soap',
    modality: 'in-person',
    payer: ['Northern Lakes Plan', 'NL 55120934'],
  }),
  line('c09', ['Ilse', 'van Houten'], '1992-02-14', 'lukasiewicz', depression, {
    ...threeQuarters,
    weeks: [26, 10],
    every: 28,
    template: 'birp',
    modality: 'video',
  }),
  line('c10', ['Paul', 'Kowalczyk'], '1966-07-21', 'lukasiewicz', substance, {
    ...hour,
    weeks: [12, 0],
    every: 14,
    template: 'birp',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-7723-08'],
  }),
  line('c11', ['Omar', 'Al-Rashid'], '1999-10-18', 'haddad', coupleStress, {
    ...hour,
    weeks: [26, 0],
    every: 28,
    template: 'girp',
    modality: 'in-person',
    payer: ['Northern Lakes Plan', 'NL 30377125'],
  }),
  line('c12', ['Noor', 'Khalil'], '2016-05-03', 'haddad', childhood, {
    ...family,
    weeks: [20, 0],
    every: 14,
    template: 'birp',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-6402-77'],
    guardian: 'Salma Khalil',
  }),
  line('c13', ['Eleanor', 'Whitcombe'], '1973-11-27', 'haddad', coupleStress, {
    ...threeQuarters,
    weeks: [14, 0],
    every: 14,
    template: 'girp',
    modality: 'video',
  }),
  line('c14', ['Jonah', 'Petersen'], '2013-03-19', 'haddad', childhood, {
    ...family,
    weeks: [26, 2],
    every: 14,
    template: 'birp',
    modality: 'in-person',
    payer: ['Northern Lakes Plan', 'NL 41120865'],
    guardian: 'Kirsten Petersen',
  }),
  line('c15', ['Fatima', 'Zahra Benali'], '1990-08-08', 'haddad', trauma, {
    ...hour,
    weeks: [9, 0],
    every: 7,
    template: 'pirp',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-2290-36'],
  }),
  line('c16', ['Trần', 'Quốc Bảo', 'Bao'], '1987-12-01', 'nguyen', depression, {
    ...hour,
    weeks: [24, 0],
    every: 28,
    template: 'pirp',
    modality: 'in-person',
    payer: ['Northern Lakes Plan', 'NL 72231980'],
  }),
  line('c17', ['Grace', 'Mbeki'], '2008-01-15', 'nguyen', anxiety, {
    ...threeQuarters,
    weeks: [15, 0],
    every: 14,
    template: 'soap',
    modality: 'video',
    payer: ['Prairie Mutual Health', 'PMH-3388-19'],
    guardian: 'Thandi Mbeki',
  }),
  line('c18', ['Christos', 'Papadopoulos'], '1981-05-24', 'nguyen', panic, {
    ...threeQuarters,
    weeks: [13, 0],
    every: 14,
    template: 'soap',
    modality: 'in-person',
  }),
  line('c19', ['Alexandra', 'Ivanova', 'Sasha'], '1997-09-11', 'nguyen', coupleStress, {
    ...hour,
    weeks: [26, 6],
    every: 28,
    template: 'pirp',
    modality: 'video',
    payer: ['Northern Lakes Plan', 'NL 66498120'],
  }),
  line('c20', ['Theodore', 'Blackwood', 'Ted'], '1955-02-02', 'nguyen', grief, {
    ...threeQuarters,
    weeks: [11, 0],
    every: 14,
    template: 'narrative',
    modality: 'in-person',
    payer: ['Medicare', '3KM2-RT6-VB45'],
  }),
  line('c21', ['Imani', 'Jefferson'], '2004-04-26', 'sorensen', depression, {
    ...threeQuarters,
    weeks: [17, 0],
    every: 14,
    template: 'dap',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-5519-60'],
  }),
  line('c22', ['Lars', 'Magnusson'], '1976-10-06', 'sorensen', substance, {
    ...hour,
    weeks: [10, 0],
    every: 14,
    template: 'dap',
    modality: 'in-person',
  }),
  line('c23', ['Priya', 'Raghunathan'], '1993-07-13', 'sorensen', anxiety, {
    ...threeQuarters,
    weeks: [8, 0],
    every: 7,
    template: 'dap',
    modality: 'video',
    payer: ['Northern Lakes Plan', 'NL 18820471'],
  }),
  line('c24', ['Gabriel', 'Fontaine'], '2011-12-20', 'sorensen', childhood, {
    ...family,
    weeks: [3, 0],
    every: 7,
    template: 'birp',
    modality: 'in-person',
    payer: ['Prairie Mutual Health', 'PMH-8074-23'],
    guardian: 'Odile Fontaine',
  }),
]

/** The Monday group: relapse prevention, led by one clinician. */
export const group = {
  leader: 'lukasiewicz',
  clients: ['c06', 'c10', 'c22', 'c08'],
  weeks: [8, 0],
  minutes: 75,
  cpt: '90853',
  template: 'girp',
} as const
