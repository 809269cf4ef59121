import { expect } from 'vitest'
import type { House } from './harness.ts'
import type { Answer } from './http-call.ts'

/** Asks for what must be refused, and shows that nothing but the access trail knows of it. */
export async function refused(house: House, asking: () => Promise<Answer>) {
  const before = await house.snapshot()
  const { status, body, headers } = await asking()
  expect(headers['content-type']).toBe('application/problem+json')
  expect(await house.snapshot()).toEqual(before)
  return { status, type: String(body.type).split('/').at(-1), body }
}
