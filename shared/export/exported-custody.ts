import { z } from 'zod'
import { Instant } from '../clock.ts'
import { CustodialAccess } from '../custody/custodial-access.ts'
import { CustodyRecord } from '../custody/custody-record.ts'
import { HandOver } from '../custody/hand-over.ts'
import { Id } from '../id.ts'

/** A custodial access, and what was said in asking for it, with its nonce. */
export const ExportedCustodialAccess = z.strictObject({
  form: z.literal('noteseal/exported-custodial-access/1'),
  access: CustodialAccess,
  said: CustodyRecord.optional(),
})
export type ExportedCustodialAccess = z.infer<typeof ExportedCustodialAccess>

/** A caseload that was handed over, and which clients it brought to the successor when, by id. */
export const ExportedHandOver = z.strictObject({
  form: z.literal('noteseal/exported-hand-over/1'),
  handOver: HandOver,
  handed: z.array(z.strictObject({ clientId: Id, at: Instant })),
})
export type ExportedHandOver = z.infer<typeof ExportedHandOver>

/** Of the practice: who did the work of those who could not any more. */
export const ExportedCustody = z.discriminatedUnion('form', [
  ExportedCustodialAccess,
  ExportedHandOver,
])
export type ExportedCustody = z.infer<typeof ExportedCustody>

/** What the file is sorted by: an access's or a hand-over's id. */
export const custodyOrder = (it: ExportedCustody): string =>
  it.form === 'noteseal/exported-custodial-access/1' ? it.access.accessId : it.handOver.handOverId
