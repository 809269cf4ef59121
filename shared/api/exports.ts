import { z } from 'zod'
import { ExportedKey } from '../export/export-manifest.ts'
import { ExportedAccess } from '../export/exported-access.ts'
import { ExportedCustody } from '../export/exported-custody.ts'
import {
  ExportedGroup,
  ExportedMember,
  ExportedRecord,
  ExportedSettings,
} from '../export/exported-record.ts'
import { Id } from '../id.ts'
import { Event, Head } from '../ledger/event.ts'
import { ExportRun } from '../practice/export-run.ts'
import { RegisterEntry } from '../retention/register-entry.ts'
import { operation } from './operation.ts'

const tag = 'Export'
const run = z.object({ exportId: Id })

export const startExport = operation({
  route: 'POST /v1/exports',
  summary: 'Begin an export',
  description:
    'Of one client’s record, or of all of them and the practice itself. Needs a sign-in of the last 15 minutes; the practice’s ledger tells of it. What it covers can be read for 24 hours, by whoever began it. `npm run export` does all of it: `docs/formats/export.md`.',
  tag,
  body: z.strictObject({ clientId: Id.optional() }),
  example: { body: {} },
  status: 201,
  answer: ExportRun,
  refusals: [
    'invalid_request',
    'not_allowed',
    'fresh_sign_in_required',
    'client_not_found',
    'too_busy',
  ],
})

export const exportPractice = operation({
  route: 'GET /v1/exports/{exportId}/practice',
  summary: 'Export what the practice is: settings and members',
  description: 'With the nonces that open the ledger’s commitments to them.',
  tag,
  path: run,
  status: 200,
  answer: z.object({ settings: ExportedSettings, members: z.array(ExportedMember) }),
  refusals: ['not_allowed', 'export_not_found'],
})

export const listExportClients = operation({
  route: 'GET /v1/exports/{exportId}/clients',
  summary: 'List the clients that an export is about',
  description: 'Ids alone. From those that are `withheld` the caller is barred.',
  tag,
  path: run,
  status: 200,
  answer: z.object({ clients: z.array(z.object({ clientId: Id, withheld: z.boolean() })) }),
  refusals: ['not_allowed', 'export_not_found'],
})

export const exportClient = operation({
  route: 'GET /v1/clients/{clientId}/export',
  summary: 'Export a client’s record, page by page',
  description:
    'Opened: who they are, sessions, obligations, notes with what was added to them, and drafts as they stand; then the ledger. Where `head` is another on a later page, the record was changed meanwhile: begin again. Each page leaves an entry in the client’s access trail. Process notes are in no export but their author’s own.',
  tag,
  path: z.object({ clientId: Id }),
  query: z.strictObject({
    export: Id,
    cursor: z
      .string()
      .regex(/^[A-Za-z0-9_-]{2,160}$/, 'is not a cursor that was given out')
      .optional(),
  }),
  status: 200,
  answer: z.object({
    /** Where the client’s chain ends now. */
    head: Head,
    records: z.array(ExportedRecord),
    events: z.array(Event),
    next: z.string().optional(),
  }),
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'export_not_found'],
})

export const exportDestroyed = operation({
  route: 'GET /v1/exports/{exportId}/destroyed/{clientId}',
  summary: 'Export what is left of a record that was destroyed',
  description:
    'Its chain, which outlives it, page by page, and with the first page the register’s entry. For an export of the whole practice; whose chain it is, the practice’s ledger tells (`record_destroyed`). Certificates: `GET /v1/disposals/{clientId}/certificates`.',
  tag,
  path: z.object({ exportId: Id, clientId: Id }),
  query: z.strictObject({
    /** The last event of the page before. */
    after: z
      .string()
      .regex(/^\d{1,10}$/, 'is not the number of an event')
      .optional(),
  }),
  status: 200,
  answer: z.object({
    head: Head,
    events: z.array(Event),
    register: RegisterEntry.optional(),
    next: z.string().optional(),
  }),
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'export_not_found'],
})

export const exportAccess = operation({
  route: 'GET /v1/exports/{exportId}/access/{clientId}',
  summary: 'Export who looked at a record',
  description:
    'Two years at a time, the oldest first; also of a record that was destroyed. For an export of the whole practice. Whoever asks is in the trail. Nothing of process notes.',
  tag,
  path: z.object({ exportId: Id, clientId: Id }),
  query: z.strictObject({
    /** As `next` said on the page before. */
    from: z
      .string()
      .regex(/^\d{4}-(?:0[1-9]|1[0-2])$/, 'is not a month')
      .optional(),
  }),
  status: 200,
  answer: z.object({ entries: z.array(ExportedAccess), next: z.string().optional() }),
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'export_not_found'],
})

export const exportCustody = operation({
  route: 'GET /v1/exports/{exportId}/custody',
  summary: 'Export custodial accesses and hand-overs',
  description:
    'For an export of the whole practice: who did the work of those who could not any more, and what was said in asking, with the nonces that open the ledger’s commitments.',
  tag,
  path: run,
  status: 200,
  answer: z.object({ custody: z.array(ExportedCustody) }),
  refusals: ['not_allowed', 'export_not_found'],
})

export const exportGroup = operation({
  route: 'GET /v1/groups/{groupId}/export',
  summary: 'Export a group session, with what its notes share',
  tag,
  path: z.object({ groupId: Id }),
  query: z.strictObject({ export: Id }),
  status: 200,
  answer: ExportedGroup,
  refusals: ['invalid_request', 'not_allowed', 'group_not_found', 'export_not_found'],
})

export const listKeys = operation({
  route: 'GET /v1/keys',
  summary: 'The public keys that sign here',
  description:
    'For whoever verifies signatures and PDFs elsewhere. Compare fingerprints with those that the practice made known.',
  tag,
  status: 200,
  answer: z.object({ keys: z.array(ExportedKey) }),
  refusals: ['not_allowed'],
})
