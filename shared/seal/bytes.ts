import { isUtf8 } from 'node:buffer'
import { check } from './not-opened.ts'

export function u16(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(2)
  bytes.writeUInt16BE(value)
  return bytes
}

export function u32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** A run of at most 65,535 bytes after its own length. */
export function field(bytes: Uint8Array): Buffer {
  return Buffer.concat([u16(bytes.length), bytes])
}

export function textOf(bytes: Buffer): string {
  check(isUtf8(bytes), 'not_utf8')
  return bytes.toString()
}

/** Reads untrusted bytes from the front, never past the end. */
export class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get done(): boolean {
    return this.#at === this.#bytes.length
  }

  /** Everything read so far. */
  get read(): Buffer {
    return this.#bytes.subarray(0, this.#at)
  }

  take(length: number): Buffer {
    check(length <= this.#bytes.length - this.#at, 'cut_short')
    const start = this.#at
    this.#at += length
    return this.#bytes.subarray(start, this.#at)
  }

  u8(): number {
    return this.take(1).readUInt8()
  }

  u16(): number {
    return this.take(2).readUInt16BE()
  }

  u32(): number {
    return this.take(4).readUInt32BE()
  }

  field(): Buffer {
    return this.take(this.u16())
  }
}
