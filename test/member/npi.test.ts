import { expect, it } from 'vitest'
import { Npi } from '../../shared/member/npi.ts'

it.each(['1234567893', '1245319599', '2000000002'])('takes %s', (npi) => {
  expect(Npi.safeParse(npi).success).toBe(true)
})

it.each([
  ['a wrong check digit', '1234567890', 'is not an NPI: its check digit is wrong'],
  ['two digits changed about', '1234568793', 'is not an NPI: its check digit is wrong'],
  ['nine digits', '123456789', 'is not an NPI: ten digits that begin with 1 or 2'],
  ['eleven digits', '12345678931', 'is not an NPI: ten digits that begin with 1 or 2'],
  ['a first digit that none has', '3234567897', 'is not an NPI: ten digits that begin with 1 or 2'],
  ['letters', '12345678a3', 'is not an NPI: ten digits that begin with 1 or 2'],
  ['spaces', ' 1234567893', 'is not an NPI: ten digits that begin with 1 or 2'],
])('refuses %s', (_what, npi, rule) => {
  expect(Npi.safeParse(npi).error?.issues[0]?.message).toBe(rule)
})
