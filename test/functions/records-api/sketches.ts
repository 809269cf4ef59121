import type { Practice } from '../harness.ts'

/** The least that a client's record needs, with whatever a test adds. */
export const ada = {
  name: { given: 'Ada', family: 'Łukasiewicz' },
  birthDate: '1988-02-29',
}

/** A weekly hour, as it is planned. */
export const hour = {
  start: '2026-01-14T16:00:00.000Z',
  end: '2026-01-14T16:53:00.000Z',
  modality: 'in person',
  placeOfService: '11',
  participants: ['client'],
  services: [{ cpt: '90837', modifiers: [], units: 1 }],
  diagnoses: [{ code: 'F41.1' }],
}

/** A supervisor with one supervised clinician, another clinician, a biller and a custodian. */
export const people = {
  sue: { roles: ['supervisor', 'clinician'] },
  able: { roles: ['clinician'], supervisor: 'sue' },
  baker: { roles: ['clinician'] },
  bill: { roles: ['biller'] },
  cora: { roles: ['custodian'] },
  gone: { roles: ['clinician'], state: 'left' },
} as const satisfies Parameters<Practice['house']['practice']>[1]
