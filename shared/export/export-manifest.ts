import { z } from 'zod'
import { Instant } from '../clock.ts'
import { Id } from '../id.ts'
import { Head } from '../ledger/event.ts'

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not a SHA-256')

const ID = '[0-9a-hjkmnp-tv-z]{26}'
const PRACTICE = 'settings\\.json|members\\.jsonl|groups\\.jsonl|custody\\.jsonl|ledger\\.json'
const CLIENT = `client\\.json|(?:sessions|obligations|notes|holds|diagnoses|measures|plans|consents|releases|asked|packets|documents|access)\\.jsonl|ledger\\.json|documents/${ID}\\.pdf`

const DESTROYED = `ledger\\.json|(?:certificates|register|access)\\.jsonl|certificates/${ID}\\.pdf`

/** A file of an export. Nothing else has a place in one, so no path leads out of its folder. */
export const ExportPath = z
  .string()
  .regex(
    new RegExp(
      `^(?:practice/(?:${PRACTICE})|clients/${ID}/(?:${CLIENT})|destroyed/${ID}/(?:${DESTROYED}))$`,
    ),
    'is not a file of an export',
  )
export type ExportPath = z.infer<typeof ExportPath>

/** What an export has of each client, besides the PDFs. */
export const clientFiles = [
  'client.json',
  'sessions.jsonl',
  'obligations.jsonl',
  'notes.jsonl',
  'holds.jsonl',
  'documents.jsonl',
  'ledger.json',
] as const

/**
 * What it also has since there are such records. An older export lacks them; what was taken out is
 * missed, as each record has an event, and each packet its release.
 */
export const laterClientFiles = [
  'diagnoses.jsonl',
  'measures.jsonl',
  'plans.jsonl',
  'consents.jsonl',
  'releases.jsonl',
  'asked.jsonl',
  'packets.jsonl',
] as const

/** What it has of each client whose record was destroyed, besides the PDFs. */
export const destroyedFiles = ['ledger.json', 'certificates.jsonl', 'register.jsonl'] as const

/** What it has of the practice, where the whole practice is exported. */
export const practiceFiles = [
  'settings.json',
  'members.jsonl',
  'groups.jsonl',
  'ledger.json',
] as const

export const ExportedFile = z.strictObject({
  path: ExportPath,
  sha256: Sha256,
  bytes: z.int().nonnegative(),
})
export type ExportedFile = z.infer<typeof ExportedFile>

/** The public half of a key that signed something in the export. */
export const ExportedKey = z.strictObject({
  use: z.enum(['statements', 'documents']),
  /** Unknown of a key that sealed documents before the present one. */
  keyArn: z.string().optional(),
  /** SubjectPublicKeyInfo, DER, in base 64. */
  spki: z.base64().min(1),
  /** SHA-256 of it. */
  fingerprint: Sha256,
  /** It signs no more: the record was brought along from where it did. */
  earlier: z.literal(true).optional(),
})
export type ExportedKey = z.infer<typeof ExportedKey>

/** `manifest.json`: what an export consists of. Written last: without it, it is not complete. */
export const ExportManifest = z.strictObject({
  form: z.literal('noteseal/export/1'),
  practiceId: Id,
  /** Of all clients and the practice itself, or of one client alone. */
  scope: z.enum(['practice', 'client']),
  exportedAt: Instant,
  keys: z.array(ExportedKey),
  /** Where each chain in the export ends: the practice's first, then the clients' by id. */
  chains: z.array(z.strictObject({ chain: z.string(), head: Head })),
  /** Clients whose records are not in it, because whoever exported is barred from them. */
  withheld: z.array(Id),
  /** By path. */
  files: z.array(ExportedFile),
})
export type ExportManifest = z.infer<typeof ExportManifest>

export const MANIFEST = 'manifest.json'
