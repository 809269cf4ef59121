import type { Coverage } from '../client/insurance.ts'
import type { Instant, LocalDate, Zone } from '../clock.ts'
import type { WholeConsent } from '../consent/consent.ts'
import type { ClientThingId } from '../id.ts'
import type { SessionHeader } from '../session/session.ts'

/** A note as it is looked at: signed, or as it would be signed now. */
export interface NoteToCheck {
  readonly noteId: ClientThingId
  readonly sessionId: ClientThingId
  /** Key of its template: `soap`. */
  readonly template: string
  /** Those that say something. Absent where the words were not opened: then nothing is said of them. */
  readonly sections?: readonly { readonly key: string; readonly text: string }[] | undefined
  readonly session: SessionToCheck
  readonly author: Author
  readonly dueAt: Instant
  /** Absent of a draft. */
  readonly signedAt?: Instant | undefined
  /** Absent where nobody supervises the author. */
  readonly coSignature?: 'due' | 'done' | undefined
}

export interface SessionToCheck {
  /** As held; of one that nobody marked yet, as planned. */
  readonly start: Instant
  readonly end: Instant
  readonly held: boolean
  readonly modality: string
  readonly placeOfService: string
  readonly participants: readonly string[]
  readonly services: readonly { readonly cpt: string; readonly modifiers: readonly string[] }[]
  readonly diagnoses: readonly { readonly code: string }[]
  readonly inGroup: boolean
  /** Where it is known. */
  readonly groupSize?: number | undefined
}

export interface Author {
  readonly name: string
  readonly credentials: string
  readonly licence: string
  readonly npi?: string | undefined
}

/** A signed treatment plan, as far as notes are held against it. */
export interface PlanToCheck {
  readonly from: LocalDate
  /** The last day on which it guided anything, where it was ended. */
  readonly until?: LocalDate | undefined
  readonly reviewOn: LocalDate
  readonly diagnoses: readonly { readonly code: string }[]
  readonly problems: readonly {
    readonly statement: string
    readonly goals: readonly {
      readonly statement: string
      readonly objectives: readonly { readonly statement: string }[]
      readonly interventions: readonly { readonly technique: string }[]
    }[]
  }[]
}

/** What a note is held against. */
export interface Surrounding {
  readonly now: Instant
  readonly zone: Zone
  /** Signed plans, in the order of their signatures. Absent where nobody asked for them: then no plan is missed. */
  readonly plans?: readonly PlanToCheck[] | undefined
  /** Likewise. */
  readonly consents?: readonly WholeConsent[] | undefined
  /** The client's notes, for the words they repeat: those of earlier sessions count. */
  readonly notes: readonly NoteToCheck[]
  /** The client's own name in its parts, and the members': their names identify nobody else. */
  readonly knownNames: readonly string[]
}

/** All that a preflight over days of service looks at. */
export interface PreflightMaterial extends Surrounding {
  readonly from: LocalDate
  readonly to: LocalDate
  /** Whose packet it is to be, by name; any where absent. */
  readonly payer?: string | undefined
  readonly sessions: readonly SessionHeader[]
  readonly coverage: readonly Coverage[]
  readonly part2Program: boolean
}

/**
 * The newest signed plan that had begun by a day, unless that one was over.
 *
 * @param plans in the order of their signatures: of two that begin on one day, the later one counts
 */
export function planInForce<T extends Pick<PlanToCheck, 'from' | 'until'>>(
  plans: readonly T[],
  day: LocalDate,
): T | undefined {
  let found: T | undefined
  for (const plan of plans)
    if (plan.from <= day && (found === undefined || plan.from >= found.from)) found = plan
  return found?.until !== undefined && found.until < day ? undefined : found
}

/** Of a year and more of weekly sessions: what a preflight looks at in one go. */
export const MOST_NOTES = 200
