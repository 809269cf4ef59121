import fc from 'fast-check'
import type { Context } from '../../shared/seal/context.ts'

/** Every property runs the same cases each time. */
export const fixed = { seed: 20_261_122 }

const text = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 30 }),
  fc.constantFrom('', '\uFEFF', '\u{10FFFF}', '\uFFFD', 'größe/日本', 'Łukasiewicz'),
)

const key = fc.oneof(
  text,
  fc.constantFrom('__proto__', 'constructor', 'toString', 'noteId', 'noteid', 'note-id', 'note_id'),
)

/** Contexts as odd as the format allows. */
export const context: fc.Arbitrary<Context> = fc
  .array(fc.tuple(key, text), { maxLength: 8 })
  .map((pairs) => Object.fromEntries(pairs))

export const plaintext: fc.Arbitrary<Buffer> = fc
  .oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc
      .constantFrom(0, 15, 16, 17, 4095, 4096, 4097, 65_536)
      .map((length) => new Uint8Array(length)),
  )
  .map((bytes) => Buffer.from(bytes))
