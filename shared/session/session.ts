import { z } from 'zod'
import { Instant } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Coding } from './coding.ts'

export const MissedReason = z.enum([
  'did not come',
  'cancelled late by client',
  'technical failure',
  'other',
])
export const CancelledBy = z.enum(['client', 'practice'])

const appointment = {
  sessionId: ClientThingId,
  clientId: Id,
  /** Who holds it, and owes its note. */
  memberId: Id,
  plannedStart: Instant,
  plannedEnd: Instant,
  coding: Coding,
  /** The group session that this is one client's part of. */
  groupId: Id.optional(),
  /** The note written about it, once somebody opened one. */
  noteId: ClientThingId.optional(),
  version: z.number().int().positive(),
}

export const PlannedSession = z.object({ status: z.literal('planned'), ...appointment })
export type PlannedSession = z.infer<typeof PlannedSession>

export const HeldSession = z.object({
  status: z.literal('held'),
  ...appointment,
  start: Instant,
  end: Instant,
})
export type HeldSession = z.infer<typeof HeldSession>

export const MissedSession = z.object({
  status: z.literal('missed'),
  ...appointment,
  reason: MissedReason,
})
export type MissedSession = z.infer<typeof MissedSession>

export const CancelledSession = z.object({
  status: z.literal('cancelled'),
  ...appointment,
  by: CancelledBy,
})
export type CancelledSession = z.infer<typeof CancelledSession>

/** An appointment: planned, then held, missed or cancelled, and never planned again. */
export const Session = z.discriminatedUnion('status', [
  PlannedSession,
  HeldSession,
  MissedSession,
  CancelledSession,
])
export type Session = z.infer<typeof Session>

/** What a list shows of a session: nothing of it is sealed. */
export const SessionHeader = z.object({
  sessionId: ClientThingId,
  memberId: Id,
  status: z.enum(['planned', 'held', 'missed', 'cancelled']),
  plannedStart: Instant,
  plannedEnd: Instant,
  start: Instant.optional(),
  end: Instant.optional(),
  groupId: Id.optional(),
  noteId: ClientThingId.optional(),
  version: z.number().int().positive(),
})
export type SessionHeader = z.infer<typeof SessionHeader>
