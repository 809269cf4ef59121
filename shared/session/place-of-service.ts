import { z } from 'zod'

/**
 * Places of service by CMS's two-digit codes; the labels are ours. Only 02, 10, 11, 12 and 52 were
 * held against a page in the research of 2026: a claim's code is the biller's to confirm.
 *
 * @see https://www.cms.gov/medicare/coding-billing/place-of-service-codes (CMS Place of Service Code Set)
 */
export const placesOfService = {
  '02': 'Telehealth, client not at home',
  '03': 'School',
  '04': 'Homeless shelter',
  '05': 'Indian Health Service, free-standing',
  '06': 'Indian Health Service, provider-based',
  '07': 'Tribal 638 facility, free-standing',
  '08': 'Tribal 638 facility, provider-based',
  '09': 'Prison or correctional facility',
  '10': 'Telehealth, client at home',
  '11': 'Office',
  '12': 'Client’s home',
  '13': 'Assisted living',
  '14': 'Group home',
  '15': 'Mobile unit',
  '16': 'Temporary lodging',
  '18': 'Place of employment',
  '19': 'Outpatient hospital, off campus',
  '20': 'Urgent care',
  '21': 'Inpatient hospital',
  '22': 'Outpatient hospital, on campus',
  '23': 'Emergency room',
  '26': 'Military treatment facility',
  '27': 'Outreach site or street',
  '31': 'Skilled nursing facility',
  '32': 'Nursing facility',
  '33': 'Custodial care facility',
  '34': 'Hospice',
  '49': 'Independent clinic',
  '50': 'Federally qualified health centre',
  '51': 'Inpatient psychiatric facility',
  '52': 'Partial hospitalisation',
  '53': 'Community mental health centre',
  '54': 'Intermediate care, intellectual disability',
  '55': 'Residential substance use treatment',
  '56': 'Psychiatric residential treatment',
  '57': 'Outpatient substance use treatment',
  '58': 'Opioid treatment programme',
  '61': 'Inpatient rehabilitation',
  '62': 'Outpatient rehabilitation',
  '71': 'Public health clinic',
  '72': 'Rural health clinic',
  '99': 'Other place',
} as const

type Code = keyof typeof placesOfService

export const PlaceOfService = z.enum(Object.keys(placesOfService) as [Code, ...Code[]], {
  error: 'is not a place of service code',
})
export type PlaceOfService = z.infer<typeof PlaceOfService>
