import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

export type Hash = 'sha256' | 'sha384' | 'sha512'

export const hashBytes: Readonly<Record<Hash, number>> = { sha256: 32, sha384: 48, sha512: 64 }

/** EMSA-PSS (RFC 8017, section 9.1) over a digest that was made already; the salt is as long. */
export function encodePss(digest: Buffer, bits: number, hash: Hash): Buffer {
  const size = hashBytes[hash]
  const length = Math.ceil(bits / 8)
  const salt = randomBytes(size)
  const check = saltedHash(digest, salt, hash)
  const block = Buffer.concat([Buffer.alloc(length - 2 * size - 2), Buffer.from([1]), salt])
  masked(block, check, bits, length, hash)
  return Buffer.concat([block, check, Buffer.from([0xbc])])
}

export function verifyPss(encoded: Buffer, digest: Buffer, bits: number, hash: Hash): boolean {
  const size = hashBytes[hash]
  const length = Math.ceil(bits / 8)
  if (encoded.length !== length || encoded.at(-1) !== 0xbc) return false
  const block = Buffer.from(encoded.subarray(0, length - size - 1))
  const check = encoded.subarray(length - size - 1, -1)
  masked(block, check, bits, length, hash)
  const padding = length - 2 * size - 2
  if (block.subarray(0, padding).some((byte) => byte !== 0) || block[padding] !== 1) return false
  return timingSafeEqual(check, saltedHash(digest, block.subarray(padding + 1), hash))
}

function saltedHash(digest: Buffer, salt: Buffer, hash: Hash): Buffer {
  return createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest()
}

/** MGF1 over the block, in place; bits above the modulus stay zero. Its own inverse. */
function masked(block: Buffer, seed: Buffer, bits: number, length: number, hash: Hash): void {
  const counter = Buffer.alloc(4)
  for (let start = 0, round = 0; start < block.length; start += hashBytes[hash], round += 1) {
    counter.writeUInt32BE(round)
    const mask = createHash(hash).update(seed).update(counter).digest()
    const end = Math.min(start + mask.length, block.length)
    for (let at = start; at < end; at += 1) block[at] = (block[at] ?? 0) ^ (mask[at - start] ?? 0)
  }
  block[0] = (block[0] ?? 0) & (0xff >> (8 * length - bits))
}
