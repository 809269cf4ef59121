import { z } from 'zod'
import { CptCode } from '../session/service.ts'

/** US cents; at most 10,000 dollars for one unit. */
export const Fee = z.int().positive().max(1_000_000)

/** What the practice charges for one unit of a service, by its CPT code, whatever its modifiers. */
export const FeeTable = z
  .record(CptCode, Fee)
  .refine((fees) => Object.keys(fees).length <= 200, 'has more than 200 codes')
export type FeeTable = z.infer<typeof FeeTable>

/**
 * An Employer Identification Number. A Social Security number, which a sole proprietor may use
 * instead, is not taken: it would stand on what clients and insurers keep.
 *
 * @see 26 CFR 301.6109-1(a)(1)(ii)(C)
 */
export const TaxId = z.string().regex(/^\d{2}-\d{7}$/, 'is not an EIN: 12-3456789')
