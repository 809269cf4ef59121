/** A published page that says what a reviewer looks for, and how much of it was read. */
export interface Source {
  readonly name: string
  readonly url: string
  /** `second hand`: a guide that quotes payers, and is no authority itself. */
  readonly read: 'whole' | 'in part' | 'second hand'
}

/** From the research of 2026 (the checklist of payers' and Medicaid's audit tools), by its ids. */
export const sources = {
  AZBB: {
    name: 'Arizona Admin. Code R4-6-1103',
    url: 'http://azrules.elaws.us/rule/r4-6-1103',
    read: 'in part',
  },
  CAMC: {
    name: 'Health Net Medi-Cal medical record standard',
    url: 'https://providerlibrary.healthnetcalifornia.com/medi-cal/provider-manual/medical-records/medical-record-documentation/medi-cal-medical-record-documentation-standards.html',
    read: 'in part',
  },
  CBHP: {
    name: 'Community Behavioral Health (Philadelphia), treatment planning guide',
    url: 'https://vdocuments.site/treatment-page-1-of-28-treatment-planning-12-treatments-administered-three.html',
    read: 'in part',
  },
  CGS: {
    name: 'CGS (Medicare), documentation list for psychotherapy, LCD L34353',
    url: 'https://www.cgsmedicare.com/partb/pubs/news/2021/10/cope23744.html',
    read: 'in part',
  },
  CTMD: {
    name: 'Regs. Conn. State Agencies 17b-262-925 (Medicaid)',
    url: 'https://d1tvxue8o4w0fl.cloudfront.net/regulation/connecticut-administrative-code/title-17b-social-services/requirements-for-payment-of-home-health-agencies/requirements-for-payment-of-services-provided-by-licensed-behavioral-health-clinicians-in-independent-practice/section-17b-262-925-documentation',
    read: 'whole',
  },
  HIPA: {
    name: '45 CFR 164.501, what belongs in the progress note',
    url: 'https://www.brickergraydon.com/insights/resources/key/hipaa-privacy-regulations-definitions-psychotherapy-notes-164-501',
    read: 'whole',
  },
  ILDH: {
    name: 'Illinois DHS Medicaid record review',
    url: 'http://www.dhs.state.il.us/page.aspx?item=56963',
    read: 'in part',
  },
  MNRL: {
    name: 'Minn. R. 9505.2175',
    url: 'https://pathlore.dhs.mn.gov/courseware/AdultMentalHealth/MA/Mod-06/02-04_Service.htm',
    read: 'whole',
  },
  MSIG: {
    name: 'CMS Program Integrity Manual ch. 3 s. 3.3.2.4 (Medicare)',
    url: 'http://cgsmedicare.com/hhh/medreview/sig_guidelines.html',
    read: 'whole',
  },
  NDPN: {
    name: 'N.D. Admin. Code 75-05-04-04',
    url: 'https://casetext.com/regulation/north-dakota-administrative-code/title-75-department-of-human-services/article-75-05-human-service-center-licensure-standards/chapter-75-05-04-client-management/section-75-05-04-04-progress-notes',
    read: 'whole',
  },
  NORI: {
    name: 'Noridian (Medicare), review of 90834, 90836 and 90837',
    url: 'https://med.noridianmedicare.com/web/jeb/cert-reviews/mr/reviews/psychotherapy-cpt-90834-90836-90837-je-service-specific-targeted-review-final-findings',
    read: 'whole',
  },
  NOVD: {
    name: 'Novitas (Medicare), reasons of denial',
    url: 'https://www.novitas-solutions.com/webcenter/portal/MedicareJH/pagebyid?contentId=00270108',
    read: 'whole',
  },
  OIGN: {
    name: 'HHS-OIG, audit of psychotherapy services, 2023',
    url: 'https://oig.hhs.gov./reports/all/2023/medicare-improperly-paid-providers-for-some-psychotherapy-services-including-those-provided-via-telehealth-during-the-first-year-of-the-covid-19-public-health-emergency',
    read: 'in part',
  },
  PART2: {
    name: '42 CFR 2.31, 2.33',
    url: 'https://www.ecfr.gov/current/title-42/part-2',
    read: 'in part',
  },
  REGE: {
    name: 'Regence, behavioral health records',
    url: 'https://asuris.com/provider/claims-payment/claims-submission/behavioral-health-records',
    read: 'in part',
  },
  SECN: {
    name: 'guides that quote payers (Mentaya, KBBG, Documentation Wizard)',
    url: 'https://help.mentaya.com/en/articles/15183350-what-to-include-in-medical-records',
    read: 'second hand',
  },
  TXPM: {
    name: 'Texas Medicaid, psychotherapy clinical note (TMPPM BH 4.2.2)',
    url: 'https://www.tmhp.com/news/2023-05-12-clarification-documentation-requirements-psychotherapy-services',
    read: 'whole',
  },
  WYMD: {
    name: 'Wyoming Medicaid ch. 13 s. 6',
    url: 'https://regulations.justia.com/states/wyoming/agency-048/sub-agency-0037/chapter-13/section-13-6',
    read: 'in part',
  },
} as const satisfies Readonly<Record<string, Source>>

export type SourceId = keyof typeof sources
