import { expect, it } from 'vitest'
import { ClientThingId, derivedId, Id, newId, partsOf } from '../shared/id.ts'

it('ids have one form, and none repeats', () => {
  const ids = Array.from({ length: 2000 }, newId)
  expect(ids.every((id) => Id.safeParse(id).success)).toBe(true)
  expect(new Set(ids).size).toBe(ids.length)
})

it('the same parts give the same id, however they are divided otherwise', () => {
  expect(derivedId('a', 'bc')).toBe(derivedId('a', 'bc'))
  expect(derivedId('a', 'bc')).not.toBe(derivedId('ab', 'c'))
  expect(Id.safeParse(derivedId('a')).success).toBe(true)
})

it('a thing of a client names the client', () => {
  const [clientId, own] = [newId(), newId()]
  expect(partsOf(ClientThingId.parse(`${clientId}.${own}`))).toEqual({ clientId, own })
})

it.each(['', 'short', 'I'.repeat(26), 'a'.repeat(27), '../../../../etc/passwd', 'û'.repeat(26)])(
  'refuses %j as an id',
  (text) => expect(Id.safeParse(text).success).toBe(false),
)
