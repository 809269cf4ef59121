import { z } from 'zod'
import { Instant } from '../clock.ts'
import { AskedKind } from '../document/document-item.ts'
import { ClientThingId, Id } from '../id.ts'

/** A document that was asked for. Its PDF is there in a moment, under this id. */
export const AskedView = z.object({
  documentId: ClientThingId,
  kind: AskedKind,
  askedBy: Id,
  askedAt: Instant,
})
export type AskedView = z.infer<typeof AskedView>
