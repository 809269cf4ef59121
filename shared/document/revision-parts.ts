import { hexOf, sha256 } from './bytes.ts'

/**
 * What says where a change lies, and not only that there is one: the first revision, cut into parts
 * of equal length, and the beginning of each one's SHA-256. Whether there is a change is what the
 * seal says.
 */
export interface RevisionParts {
  /** Length of the first revision. */
  readonly bytes: number
  /** Length of a part; the last may be shorter. */
  readonly each: number
  readonly sha256: readonly string[]
}

/** From its first byte up to the one that is no longer in it. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

const SMALLEST = 1024
const AT_MOST = 64
const DIGITS = 16

/** @param hash who has a quicker SHA-256 than WebCrypto, whose every call is a job of its own */
export async function revisionParts(
  revision: Uint8Array,
  hash: Hash = sha256,
): Promise<RevisionParts> {
  const each = Math.max(SMALLEST, Math.ceil(revision.length / AT_MOST))
  return { bytes: revision.length, each, sha256: await hashesOf(revision, each, hash) }
}

type Hash = (bytes: Uint8Array) => Uint8Array | Promise<Uint8Array>

/** The parts of a file's beginning that are not as they were, those side by side as one. */
export async function changedParts(pdf: Uint8Array, parts: RevisionParts): Promise<ByteRange[]> {
  const now = await hashesOf(pdf.subarray(0, parts.bytes), parts.each)
  const changed: ByteRange[] = []
  for (const [i, hash] of parts.sha256.entries()) {
    if (now[i] === hash) continue
    const from = i * parts.each
    const to = Math.min(from + parts.each, parts.bytes)
    const last = changed.at(-1)
    if (last?.to === from) changed[changed.length - 1] = { from: last.from, to }
    else changed.push({ from, to })
  }
  return changed
}

/**
 * What a file says of its parts. Attacker-controlled: so it must be of the form that is written.
 */
export function parseRevisionParts(json: string): RevisionParts | undefined {
  const [, bytes, each, hashes] = FORM.exec(json) ?? []
  if (hashes === undefined) return undefined
  const parts = {
    bytes: Number(bytes),
    each: Number(each),
    sha256: hashes.slice(1, -1).split('","'),
  }
  const count = Math.ceil(parts.bytes / parts.each)
  return count <= AT_MOST && count === parts.sha256.length ? parts : undefined
}

/** Canonical JSON (RFC 8785), as the manifest is. */
export const printRevisionParts = ({ bytes, each, sha256: hashes }: RevisionParts) =>
  `{"bytes":${bytes},"each":${each},"sha256":[${hashes.map((hash) => `"${hash}"`).join()}]}`

const FORM =
  /^\{"bytes":([1-9]\d{0,9}),"each":([1-9]\d{0,9}),"sha256":\[("[0-9a-f]{16}"(?:,"[0-9a-f]{16}"){0,63})\]\}$/

function hashesOf(bytes: Uint8Array, each: number, hash: Hash = sha256): Promise<string[]> {
  const count = Math.ceil(bytes.length / each)
  return Promise.all(
    [...Array(count).keys()].map(async (i) =>
      hexOf(await hash(bytes.subarray(i * each, (i + 1) * each))).slice(0, DIGITS),
    ),
  )
}
