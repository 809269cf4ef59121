import { z } from 'zod'

/**
 * A National Provider Identifier: ten digits whose last is the Luhn check digit over `80840` and
 * the other nine.
 *
 * @see 45 CFR 162.406; ISO/IEC 7812-1
 */
export const Npi = z
  .string()
  .regex(/^[12]\d{9}$/, 'is not an NPI: ten digits that begin with 1 or 2')
  .refine((digits) => luhn(`80840${digits}`), 'is not an NPI: its check digit is wrong')
export type Npi = z.infer<typeof Npi>

function luhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = Number(digit) * (place % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}
