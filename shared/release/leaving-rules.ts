/**
 * Why something may not leave, each by its name, which is a stable word of the API, with the law
 * and what to do about it.
 */
export const leavingRules = {
  'consent-there': {
    citation: '45 CFR 164.508(a)(1)',
    says: 'names no consent of this client: record the signed authorization first',
  },
  'consent-kind': {
    citation: '45 CFR 164.508(a)(1)',
    says: 'is no consent to a disclosure: it takes an authorization, or a consent under Part 2',
  },
  'process-notes-apart': {
    citation: '45 CFR 164.508(a)(2), (b)(3)(ii)',
    says: 'is an authorization for process notes: it lets nothing else leave, and they leave nothing here',
  },
  'consent-complete': {
    citation: '45 CFR 164.508(b)(2)(ii), (c)(1)',
    says: 'lacks a part without which an authorization is not valid: have the client sign a complete one',
  },
  'consent-begun': {
    citation: '45 CFR 164.508(c)(1)(vi)',
    says: 'is signed on a later day',
  },
  'consent-not-revoked': {
    citation: '45 CFR 164.508(b)(2)(iii)',
    says: 'was revoked',
  },
  'consent-not-expired': {
    citation: '45 CFR 164.508(b)(2)(i)',
    says: 'has expired: have the client sign a new one',
  },
  'consent-not-ended': {
    citation: '45 CFR 164.508(b)(2)(i)',
    says: 'must be true: the consent ends with an event, and somebody has to say that it has not happened',
  },
  'consent-recipient': {
    citation: '45 CFR 164.508(c)(1)(iii)',
    says: 'is not whom the client named',
  },
  'consent-sections': {
    citation: '45 CFR 164.508(c)(1)(i)',
    says: 'names more of the record than the client agreed to',
  },
  'consent-days': {
    citation: '45 CFR 164.508(c)(1)(i)',
    says: 'reaches beyond the days that the client agreed to',
  },
  'recipient-of-ground': {
    citation: '45 CFR 164.506(c), 164.512, 164.524(a)',
    says: 'is nobody to whom this ground lets records go',
  },
  'payer-of-client': {
    citation: '45 CFR 164.506(c)(3), 164.514(h)(1)',
    says: 'is no payer of this client: write the name as it stands in their insurance, or enter it there',
  },
  'client-or-representative': {
    citation: '45 CFR 164.502(g), 164.524(a)(1)',
    says: 'is neither the client nor a guardian who may receive records',
  },
  'not-whole-record': {
    citation: '45 CFR 164.502(b), 164.514(d)(5)',
    says: 'must name sections: for this purpose the whole record may not go',
  },
  'days-named': {
    citation: '45 CFR 164.502(b), 164.514(d)(3)',
    says: 'is missing: for this purpose only the days that are asked for may go',
  },
  'day-has-come': {
    citation: '45 CFR 164.512(e)(1), 164.524(b)(1)',
    says: 'is a day that has not come',
  },
  'document-in-scope': {
    citation: '45 CFR 164.502(b), 164.508(a)(1)',
    says: 'is not within the sections and days of this release',
  },
  'document-current': {
    citation: '45 CFR 164.526(c)(1)',
    says: 'was superseded: give the newest, with what was added since',
  },
  'part-2-consent': {
    citation: '42 CFR 2.31, 2.33(a)',
    says: 'needs a consent under Part 2 that is in force, and covers this recipient, these sections and days',
  },
  'part-2-court-order': {
    citation: '42 CFR 2.61, 2.64',
    says: 'must be true: records of a Part 2 program need an order made under subpart E',
  },
} as const

export type LeavingRule = keyof typeof leavingRules
