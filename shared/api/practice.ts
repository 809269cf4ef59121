import { z } from 'zod'
import { Id } from '../id.ts'
import { ChainExport } from '../ledger/chain-export.ts'
import { Member } from '../member/member.ts'
import { Settings } from '../practice/settings.ts'
import { SettingsForm } from '../practice/settings-form.ts'
import { operation } from './operation.ts'

const tag = 'Practice'

export const readApiDescription = operation({
  route: 'GET /v1/openapi.json',
  summary: 'This description of the API',
  tag,
  status: 200,
  answer: z.looseObject({ openapi: z.string() }),
  refusals: [],
})

export const readMe = operation({
  route: 'GET /v1/me',
  summary: 'Who you are here',
  tag,
  status: 200,
  answer: z.object({
    member: Member,
    /** Whose supervisor you are. */
    supervisees: z.array(Id),
    practice: Settings.pick({ practiceId: true, name: true, zone: true }),
  }),
  refusals: [],
})

export const readSettings = operation({
  route: 'GET /v1/settings',
  summary: 'What the practice decided for itself',
  tag,
  status: 200,
  answer: Settings,
  refusals: ['not_allowed'],
})

export const changeSettings = operation({
  route: 'PUT /v1/settings',
  summary: 'Change the settings',
  description:
    'All settings at once. They count from then on: what was already owed keeps its due time.',
  tag,
  body: SettingsForm,
  example: {
    body: {
      name: 'Harbor Light Counseling',
      address: ['12 Quay Street', 'Portland, ME 04101'],
      phone: '+1 207 555 0142',
      npi: '1234567893',
      taxId: '12-3456789',
      zone: 'America/New_York',
      paper: 'us-letter',
      lateRule: { dueAfterHours: 24, reminderBeforeHours: 4, supervisorAfterHours: 24 },
      digestHour: 7,
      coSignatureWithinHours: 72,
      fees: { '90791': 22000, '90834': 14500, '90837': 18000 },
      retention: {
        yearsAfterLastService: 10,
        yearsAfterMajority: 8,
        majorityAge: 18,
        noticeDays: 30,
      },
    },
  },
  status: 200,
  answer: Settings,
  ifMatch: true,
  refusals: ['not_allowed', 'stale_revision'],
})

export const readPracticeLedger = operation({
  route: 'GET /v1/ledger',
  summary: 'What happened to the practice itself',
  description:
    'The whole chain of what happened to settings and members, as `docs/formats/ledger.md` says, to be verified elsewhere.',
  tag,
  status: 200,
  answer: ChainExport,
  refusals: ['not_allowed'],
})
