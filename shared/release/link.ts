import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { Instant, Zone } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'

/** How long a link may be followed, and how often: enough for somebody who looks twice. */
export const linkDays = { usual: 7, most: 30 } as const
export const linkOpenings = { usual: 5, most: 20 } as const

const made = {
  linkId: ClientThingId,
  releaseId: ClientThingId,
  clientId: Id,
  madeBy: Id,
  madeAt: Instant,
  expiresAt: Instant,
  /** How often it may be opened. */
  openings: z.number().int().positive(),
  version: z.number().int().positive(),
}

/** A way for somebody outside to what was given, without an account. Its token is kept nowhere. */
export const ReleaseLink = z.discriminatedUnion('state', [
  z.object({ ...made, state: z.literal('live') }),
  z.object({ ...made, state: z.literal('revoked'), revokedBy: Id, revokedAt: Instant }),
])
export type ReleaseLink = z.infer<typeof ReleaseLink>

/**
 * What is found by a link's token, and all that whoever opens it is told: no name but the practice's,
 * and no word of a record.
 */
export const LinkDoor = z.object({
  linkId: ClientThingId,
  releaseId: ClientThingId,
  practiceId: Id,
  clientId: Id,
  consents: z.array(ClientThingId),
  madeBy: Id,
  practiceName: z.string(),
  zone: Zone,
  documents: z
    .array(z.object({ key: z.string(), name: Id, bytes: z.number().int().positive() }))
    .min(1),
  expiresAt: Instant,
  openings: z.number().int().positive(),
  opened: z.number().int().nonnegative(),
})
export type LinkDoor = z.infer<typeof LinkDoor>

/** 256 bits: nobody guesses one. In base 64 for addresses. */
export const newToken = (): string => randomBytes(32).toString('base64url')

/** By which a token is found again, and from which nobody gets it back. */
export const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex')
