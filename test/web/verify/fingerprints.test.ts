import { expect, it } from 'vitest'
import { fingerprintsIn } from '../../../web/verify/fingerprints.ts'

const [one, two] = ['9a'.repeat(32), '0f'.repeat(32)]

it.each([
  ['nothing', ' \n ', [], 0],
  ['one', one, [one], 0],
  ['one in upper case', one.toUpperCase(), [one], 0],
  ['one in groups, as printed', one.replaceAll(/.{8}/g, '$& '), [one], 0],
  ['one with colons', one.replaceAll(/..(?=.)/g, '$&:'), [one], 0],
  ['one on each line', `${one}\r\n\n${two}\n`, [one, two], 0],
  ['one that is cut short', one.slice(1), [], 1],
  ['one of other letters', 'xy'.repeat(32), [], 1],
  ['one that is none beside one', `${one}\nabc`, [one], 1],
])('finds in the field: %s', (_what, text, fingerprints, faults) => {
  expect(fingerprintsIn(text)).toEqual({ fingerprints, faults })
})
