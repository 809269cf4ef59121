import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { AskedWords } from '../../shared/document/asked-words.ts'
import { Addition, ElectronicSignature, Paper, SignedForm } from '../../shared/note/signed-form.ts'

export const VECTORS = new URL('../vectors/document/', import.meta.url)

/** A file made from `sealed.pdf`, and what a verifier must find in it. */
const Case = z.object({
  name: z.string(),
  /** Bytes written over the file from a position on, in hexadecimal. */
  edits: z.array(z.object({ at: z.number().int(), hex: z.string() })).default([]),
  /** Cut to this many bytes. */
  length: z.number().int().optional(),
  /** Put before the rest, in hexadecimal. */
  prepend: z.string().default(''),
  /** Added at the end, in hexadecimal. */
  append: z.string().default(''),
  faults: z.array(z.string()),
  changed: z.array(z.object({ where: z.string(), from: z.number(), to: z.number() })),
})
export type Case = z.infer<typeof Case>

/** What is done to the file. */
export type Spoiling = Omit<z.input<typeof Case>, 'faults' | 'changed'>

export const Vectors = z.object({
  keyFingerprint: z.string(),
  certificateFingerprint: z.string(),
  sealedAt: z.string(),
  /** SHA-256 of the document that `note.json` makes before it is sealed. */
  typeset: z.string(),
  /** SHA-256 of the document that `eastern-note.json` makes before it is sealed. */
  eastern: z.string(),
  /** SHA-256 of `sealed.pdf`. */
  sealed: z.string(),
  cases: z.array(Case),
})

/** Of `stamped.pdf`, which has certificates that others issued, and a time-stamp. */
const StampedVectors = z.object({
  keyFingerprint: z.string(),
  timeStampedAt: z.string(),
  authorityKeyFingerprint: z.string(),
  cases: z.array(Case),
})

/** Of `lasting.pdf`, which also keeps what shows that no certificate was revoked. */
const LastingVectors = StampedVectors.extend({
  validation: z.object({
    faults: z.array(z.string()),
    issuers: z.array(z.string()),
    asOf: z.string(),
  }),
  /** Files of their own, sealed with something missing: what they keep does not show it. */
  unproven: z.array(z.object({ file: z.string(), faults: z.array(z.string()) })),
})

const printing = {
  document: z.object({
    id: z.string(),
    version: z.number(),
    createdAt: z.string(),
    paper: Paper,
  }),
  practiceSeal: z.object({ fingerprint: z.string() }),
}

export const NoteInput = z.object({
  signed: SignedForm,
  additions: z.array(Addition),
  ...printing,
})

/** What documents that somebody asked for are made of, and the SHA-256 of each before it is sealed. */
export const AskedVectors = z.array(
  z.object({
    typeset: z.string(),
    words: AskedWords,
    signature: ElectronicSignature.optional(),
    source: z.object({
      form: z.literal('noteseal/asked-document/1'),
      documentId: z.string(),
      commitment: z.string(),
      ledger: z.object({ chain: z.string(), seq: z.number() }),
    }),
    ...printing,
  }),
)

const read = (name: string) => readFileSync(new URL(name, VECTORS))

export const readVectors = () => ({
  ...Vectors.parse(JSON.parse(read('vectors.json').toString())),
  note: NoteInput.parse(JSON.parse(read('note.json').toString())),
  easternNote: NoteInput.parse(JSON.parse(read('eastern-note.json').toString())),
  pdf: read('sealed.pdf'),
})

export const readAskedVectors = () => AskedVectors.parse(JSON.parse(read('asked.json').toString()))

export const readStampedVectors = () => ({
  ...StampedVectors.parse(JSON.parse(read('stamped.json').toString())),
  pdf: read('stamped.pdf'),
})

export const readLastingVectors = () => {
  const vectors = LastingVectors.parse(JSON.parse(read('lasting.json').toString()))
  return {
    ...vectors,
    pdf: read('lasting.pdf'),
    unproven: vectors.unproven.map((each) => ({ ...each, pdf: read(each.file) })),
  }
}

export function fileOf(
  pdf: Buffer,
  { edits = [], length, prepend = '', append = '' }: Spoiling,
): Buffer {
  const bytes = Buffer.from(pdf)
  for (const { at, hex } of edits) bytes.write(hex, at, 'hex')
  return Buffer.concat([
    Buffer.from(prepend, 'hex'),
    bytes.subarray(0, length),
    Buffer.from(append, 'hex'),
  ])
}
