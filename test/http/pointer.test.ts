import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { pointerInto } from '../../shared/http/pointer.ts'

const schema = z.object({
  body: z.strictObject({
    name: z.object({ given: z.string() }).optional(),
    'a/b~c': z.string(),
    lines: z.array(z.object({ text: z.string() })).default([]),
    sections: z.record(z.string(), z.object({ text: z.string() })),
    outcome: z.discriminatedUnion('status', [
      z.object({ status: z.literal('held'), start: z.string() }),
      z.object({ status: z.literal('missed'), reason: z.string() }),
    ]),
    piped: z.preprocess((value) => value, z.object({ inner: z.string() })),
  }),
})

describe('a pointer to a fault', () => {
  it.each([
    [['body', 'name', 'given'], '/body/name/given'],
    [['body', 'a/b~c'], '/body/a~1b~0c'],
    [['body', 'lines', 3, 'text'], '/body/lines/3/text'],
    [['body', 'outcome', 'start'], '/body/outcome/start'],
    [['body', 'outcome', 'reason'], '/body/outcome/reason'],
    [[], ''],
  ])('%j is %s', (path, pointer) => {
    expect(pointerInto(schema, path)).toBe(pointer)
  })

  it.each([
    [['body', 'sections', 'secret', 'text'], '/body/sections/*/text'],
    [['body', 'secret'], '/body/*'],
    [['body', 'name', 'secret', 'given'], '/body/name/*/*'],
    [['body', 'lines', 'secret'], '/body/lines/*'],
    [['body', 'constructor'], '/body/*'],
    [['body', '__proto__'], '/body/*'],
  ])('%j does not tell the caller’s own words', (path, pointer) => {
    expect(pointerInto(schema, path)).toBe(pointer)
  })
})
