import { z } from 'zod'
import { Instant } from '../clock.ts'
import {
  AskedDocument,
  NoteDocument,
  PacketDocument,
  PlanDocument,
} from '../document/document-item.ts'
import { ClientThingId, Id } from '../id.ts'
import { operation } from './operation.ts'

const tag = 'Documents'

const path = z.object({ documentId: ClientThingId })

const inside = { key: true, manifest: true } as const

/** The newest of its note. Older versions stay as they were sealed. */
const current = z.boolean()

const NoteDocumentView = NoteDocument.omit(inside).extend({ current })
const PlanDocumentView = PlanDocument.omit(inside).extend({ current })
const PacketDocumentView = PacketDocument.omit(inside).extend({ current })
const AskedDocumentView = AskedDocument.omit(inside).extend({ current })

export const DocumentView = z.discriminatedUnion('kind', [
  NoteDocumentView,
  PlanDocumentView,
  PacketDocumentView,
  AskedDocumentView,
])
export type DocumentView = z.infer<typeof DocumentView>

export const listDocuments = operation({
  route: 'GET /v1/clients/{clientId}/documents',
  summary: 'A client’s PDFs',
  description:
    'The latest first: notes’, signed treatment plans’, what was made for a release, and those that somebody asked for. Documents of notes entered in error are not in it.',
  tag,
  path: z.object({ clientId: Id }),
  query: z.strictObject({
    limit: z.coerce.number().int().min(1).max(200).default(50),
    cursor: z
      .string()
      .regex(/^[\w.:~-]{1,200}$/, 'is not a cursor that was given out')
      .optional(),
  }),
  status: 200,
  answer: z.object({ documents: z.array(DocumentView), next: z.string().optional() }),
  refusals: ['client_not_found', 'not_allowed'],
})

const withManifest = { manifest: z.record(z.string(), z.unknown()) }

export const readDocument = operation({
  route: 'GET /v1/documents/{documentId}',
  summary: 'One PDF, without its pages',
  description:
    'Hash, size, and the manifest: which sources it shows, and where they stand in the ledger.',
  tag,
  path,
  status: 200,
  answer: z.discriminatedUnion('kind', [
    NoteDocumentView.extend(withManifest),
    PlanDocumentView.extend(withManifest),
    PacketDocumentView.extend(withManifest),
    AskedDocumentView.extend(withManifest),
  ]),
  refusals: ['document_not_found', 'not_allowed', 'note_entered_in_error'],
})

export const linkDocument = operation({
  route: 'POST /v1/documents/{documentId}/link',
  summary: 'A link to one PDF',
  description:
    'Works for 60 seconds, for whoever has it: fetch at once, keep it nowhere. Its name tells nothing.',
  tag,
  path,
  status: 201,
  answer: z.object({ url: z.url(), expiresAt: Instant }),
  refusals: ['document_not_found', 'not_allowed', 'note_entered_in_error'],
})
