import type { Instant } from '../../shared/clock.ts'

/**
 * What somebody outside knows of one client's record: what was asked for and acknowledged. Of the
 * rules it has its own, plainer version, so that it can contradict the program's.
 */
export class Known {
  readonly clientId: string
  /** Planned or held, with their notes. */
  readonly sessions: { readonly sessionId: string; holder: string; noted: boolean }[] = []
  readonly notes: KnownNote[] = []
  readonly holds: { readonly holdId: string; readonly by: string; lifted: boolean }[] = []
  readonly processNotes: string[] = []
  /** Sessions of several clients, this one among them. */
  readonly groups: { readonly groupId: string; revision: number }[] = []
  /** A client who takes part in the groups and is on hold: never destroyed. */
  companion = ''
  /** When one was last written or changed. */
  processNotedAt: Instant | undefined
  /** Members who approved since the last proposal that was seen, and when. */
  approvals: { readonly by: string; readonly at: Instant }[] = []
  clientVersion = 1
  /** The last year in which somebody served, or was going to. */
  servedIn: number
  readonly bornIn: number
  destroyed = false

  constructor(clientId: string, { servedIn, bornIn }: { servedIn: number; bornIn: number }) {
    this.clientId = clientId
    this.servedIn = servedIn
    this.bornIn = bornIn
  }

  get drafts(): KnownNote[] {
    return this.notes.filter(({ state }) => state === 'draft')
  }

  get held(): boolean {
    return this.holds.some(({ lifted }) => !lifted)
  }

  copy(): Known {
    return Object.assign(new Known(this.clientId, this), structuredClone({ ...this }))
  }

  /** Why it must not be destroyed at this moment: nothing where it may. */
  whyKept(now: Instant): string[] {
    const year = Math.max(this.servedIn + 10, this.bornIn + 18 + 7) + 1
    const members = new Set(this.approvals.map(({ by }) => by))
    const second = this.approvals.at(-1)?.at ?? now
    const noted = this.processNotedAt ?? ''
    const noticeOver = Date.parse(now) >= Date.parse(second) + NOTICE_MS
    return [
      ...(this.held ? ['on hold'] : []),
      ...(this.drafts.length > 0 ? ['a live draft'] : []),
      ...(members.size < 2 ? ['approved by fewer than two'] : []),
      // By UTC, which is ahead of the practice's own calendar: never stricter than that.
      ...(Number(now.slice(0, 4)) < year ? ['before its date'] : []),
      ...(noticeOver ? [] : ['before the notice was over']),
      ...(noted >= second ? ['process notes since the approval'] : []),
    ]
  }
}

export interface KnownNote {
  readonly noteId: string
  readonly author: string
  version: number
  revision: number
  state: 'draft' | 'signed' | 'in error'
}

const NOTICE_MS = 30 * 86_400_000
