import { PROVIDER, readWrappedKey } from './branch-key.ts'
import { field, Reader, textOf, u16, u32 } from './bytes.ts'
import { IV_LENGTH, TAG_LENGTH } from './gcm.ts'
import { check } from './not-opened.ts'

/**
 * AWS Encryption SDK message format 2, suite 0x0478 (AES-256-GCM, HKDF-SHA-512, key commitment),
 * framed, with one data key and that wrapped by a branch key. Anything else is refused.
 * The specification is `docs/formats/seal.md`.
 */
export const SUITE = 0x0478
export const ID_LENGTH = 32
export const COMMITMENT_LENGTH = 32
export const HEADER_IV = Buffer.alloc(IV_LENGTH)

const VERSION = 2
const FRAMED = 2
const FINAL = 0xffffffff
const PROVIDER_FIELD = field(Buffer.from(PROVIDER))

export interface Header {
  readonly id: Buffer
  readonly context: Buffer
  readonly branchKeyId: string
  readonly wrappedKey: Buffer
  readonly frameLength: number
  readonly commitment: Buffer
}

export interface Frame {
  readonly number: number
  readonly final: boolean
  readonly ciphertext: Buffer
  readonly tag: Buffer
}

/** A message taken apart. Nothing of it is to be trusted before it is opened. */
export interface Message {
  readonly header: Header
  readonly headerBytes: Buffer
  readonly headerTag: Buffer
  readonly wrappedKey: ReturnType<typeof readWrappedKey>
  readonly frames: readonly Frame[]
}

/** Which branch key opens a message, as the message says. */
export function sealedUnder({ header, wrappedKey }: Message): { id: string; version: string } {
  return { id: header.branchKeyId, version: wrappedKey.version }
}

export function encodeHeader(header: Header): Buffer {
  return Buffer.concat([
    Buffer.of(VERSION),
    u16(SUITE),
    header.id,
    field(header.context),
    u16(1),
    PROVIDER_FIELD,
    field(Buffer.from(header.branchKeyId)),
    field(header.wrappedKey),
    Buffer.of(FRAMED),
    u32(header.frameLength),
    header.commitment,
  ])
}

/** What stands in a message before the ciphertext of its only frame. */
export function finalFrameStart(number: number, length: number): Buffer {
  return Buffer.concat([u32(FINAL), u32(number), frameIv(number), u32(length)])
}

/** Checks the form alone, of bytes that anybody may have written. @throws NotOpened */
export function parse(bytes: Uint8Array): Message {
  const reader = new Reader(bytes)
  const header = readHeader(reader)
  const headerBytes = reader.read
  const headerTag = reader.take(TAG_LENGTH)
  const frames = readFrames(reader, header.frameLength)
  check(reader.done, 'bytes_after_the_end')
  return { header, headerBytes, headerTag, wrappedKey: readWrappedKey(header.wrappedKey), frames }
}

function readHeader(reader: Reader): Header {
  check(reader.u8() === VERSION, 'unknown_message_version')
  check(reader.u16() === SUITE, 'unknown_algorithm_suite')
  const id = reader.take(ID_LENGTH)
  const context = reader.field()
  check(reader.u16() === 1, 'not_one_data_key')
  check(textOf(reader.field()) === PROVIDER, 'not_wrapped_by_a_branch_key')
  const branchKeyId = textOf(reader.field())
  const wrappedKey = reader.field()
  check(reader.u8() === FRAMED, 'not_framed')
  const frameLength = reader.u32()
  check(frameLength > 0, 'malformed_frame')
  const commitment = reader.take(COMMITMENT_LENGTH)
  return { id, context, branchKeyId, wrappedKey, frameLength, commitment }
}

/** Noteseal writes one final frame; AWS's libraries write several, so several are read. */
function readFrames(reader: Reader, frameLength: number): Frame[] {
  const frames: Frame[] = []
  for (;;) {
    const start = reader.u32()
    const final = start === FINAL
    const number = final ? reader.u32() : start
    check(number === frames.length + 1, 'malformed_frame')
    check(reader.take(IV_LENGTH).equals(frameIv(number)), 'malformed_frame')
    const length = final ? reader.u32() : frameLength
    check(length <= frameLength, 'malformed_frame')
    frames.push({ number, final, ciphertext: reader.take(length), tag: reader.take(TAG_LENGTH) })
    if (final) return frames
  }
}

export function frameIv(number: number): Buffer {
  const iv = Buffer.alloc(IV_LENGTH)
  iv.writeUInt32BE(number, IV_LENGTH - 4)
  return iv
}

export function frameAad(id: Buffer, number: number, final: boolean, length: number): Buffer {
  const kind = `AWSKMSEncryptionClient ${final ? 'Final Frame' : 'Frame'}`
  return Buffer.concat([id, Buffer.from(kind), u32(number), u32(0), u32(length)])
}
