import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Refused } from '../refused.ts'
import type { BranchKey } from './branch-key.ts'
import { textOf } from './bytes.ts'
import type { Context } from './context.ts'
import { jsonText } from './json-text.ts'
import { type Message, parse } from './message.ts'
import { check, NotOpened } from './not-opened.ts'
import { open } from './open.ts'
import { seal } from './seal.ts'

/** The most that a record's JSON may take, in bytes of UTF-8: 256 KB. */
export const RECORD_LIMIT = 256 * 1024

/** A signed form holds a draft and more, so that whatever could be saved can be signed: 320 KB. */
export const SIGNED_RECORD_LIMIT = 320 * 1024

const BLOCK = 1024
const START = 5
const STORED = 0
const DEFLATED = 1

/**
 * Seals a value as JSON, deflated where that saves a block, and padded to the next 1 KB, so that the
 * length of the sealed bytes tells little about the length of the words.
 *
 * @throws Refused `body_too_large`; `invalid_request` for half a surrogate pair, which no UTF-8 holds
 */
export function sealRecord(
  value: unknown,
  context: Context,
  key: BranchKey,
  limitBytes = RECORD_LIMIT,
): Buffer {
  const json = Buffer.from(jsonText(value))
  if (json.length > limitBytes) throw new Refused('body_too_large')
  return seal(pad(json), context, key)
}

/** @throws NotOpened */
export function openRecord(
  sealed: Uint8Array | Message,
  context: Context,
  key: BranchKey,
): unknown {
  const message = sealed instanceof Uint8Array ? parse(sealed) : sealed
  const json = textOf(unpad(open(message, context, key)))
  try {
    return JSON.parse(json)
  } catch {
    // The parser's message would quote the record.
    throw new NotOpened('malformed_record')
  }
}

/** One byte that tells how the content is kept, four for its length, the content, zeros. */
function pad(json: Buffer): Buffer {
  const deflated = json.length + START > BLOCK ? deflateRawSync(json) : json
  const smaller = blocks(deflated) < blocks(json)
  const content = smaller ? deflated : json
  const padded = Buffer.alloc(blocks(content) * BLOCK)
  padded.writeUInt8(smaller ? DEFLATED : STORED)
  padded.writeUInt32BE(content.length, 1)
  content.copy(padded, START)
  return padded
}

function blocks(content: Buffer): number {
  return Math.ceil((START + content.length) / BLOCK)
}

function unpad(padded: Buffer): Buffer {
  check(padded.length >= BLOCK && padded.length % BLOCK === 0, 'malformed_record')
  const form = padded.readUInt8()
  const length = padded.readUInt32BE(1)
  check(length <= padded.length - START, 'malformed_record')
  const content = padded.subarray(START, START + length)
  check(blocks(content) * BLOCK === padded.length, 'malformed_record')
  check(
    padded.subarray(START + length).every((byte) => byte === 0),
    'malformed_record',
  )
  check(form === STORED || form === DEFLATED, 'malformed_record')
  return form === STORED ? content : inflate(content)
}

/** Never more than the largest record, however little there is to inflate, and all of that. */
function inflate(content: Buffer): Buffer {
  try {
    const options = { maxOutputLength: SIGNED_RECORD_LIMIT, info: true }
    // With `info` zlib answers so, which its types do not tell.
    const { buffer, engine } = inflateRawSync(content, options) as unknown as Inflated
    check(engine.bytesWritten === content.length, 'malformed_record')
    return buffer
  } catch (cause) {
    throw new NotOpened('malformed_record', { cause })
  }
}

interface Inflated {
  readonly buffer: Buffer
  /** `bytesWritten` into the engine: how much of the content it took. */
  readonly engine: { readonly bytesWritten: number }
}
