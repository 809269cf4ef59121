import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { newNonce } from '../ledger/commitment.ts'
import { contextOf } from '../seal/record-context.ts'
import { Session, SessionHeader } from '../session/session.ts'
import { SessionRecord } from '../session/session-record.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, numberOf, requestOf, textOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

export function sessionRecord(session: Session): SessionRecord {
  const { noteId: _noteId, ...said } = session
  return { form: 'noteseal/session/1', session: said, nonce: newNonce() }
}

const PREFIX = 'SES#'

export const sessionKey = (practiceId: Id, sessionId: ClientThingId): Key => {
  const { clientId, own } = partsOf(sessionId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

/** Appointments: times and state open, so that they can be listed; what they are about sealed. */
export class SessionTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** Opened. @throws KeyGone, NotOpened */
  async find(practiceId: Id, sessionId: ClientThingId): Promise<Session | undefined> {
    return (await this.findWithRequest(practiceId, sessionId))?.session
  }

  /** With the fingerprint of the request that planned it, if it carried an `Idempotency-Key`. */
  async findWithRequest(
    practiceId: Id,
    sessionId: ClientThingId,
  ): Promise<{ session: Session; request: string | undefined } | undefined> {
    const item = await this.#table.get(sessionKey(practiceId, sessionId))
    if (!item) return undefined
    return {
      session: await this.#open(practiceId, item),
      request: requestOf(item),
    }
  }

  /** All sessions of a client, closed as they are. */
  async headers(practiceId: Id, clientId: Id): Promise<SessionHeader[]> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), PREFIX)
    return items.map((item) => SessionHeader.parse(item))
  }

  /** A new session; `done` where it was planned before. */
  async add(
    practiceId: Id,
    session: Session,
    record: SessionRecord,
    request: string | undefined,
  ): Promise<Write> {
    const header = SessionHeader.parse(session)
    return {
      write: this.#table.putNew({
        ...sessionKey(practiceId, session.sessionId),
        ...header,
        request,
        sealed: await this.#seal(practiceId, session, record),
      }),
      otherwise: () => 'done',
    }
  }

  /**
   * The next state of a session, at the version that was read. An outcome that says it was not held
   * also holds to there being no note.
   */
  async change(
    practiceId: Id,
    after: Session,
    record: SessionRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const { memberId, status, plannedStart, plannedEnd, version } = after
    const held = after.status === 'held' ? { start: after.start, end: after.end } : {}
    const noteless = status === 'missed' || status === 'cancelled'
    return {
      write: this.#table.update(sessionKey(practiceId, after.sessionId), {
        set: {
          memberId,
          status,
          plannedStart,
          plannedEnd,
          version,
          ...held,
          sealed: await this.#seal(practiceId, after, record),
        },
        condition: {
          expression: `#version = :before${noteless ? ' AND attribute_not_exists(noteId)' : ''}`,
          values: { ':before': version - 1 },
        },
      }),
      otherwise,
    }
  }

  /**
   * Names the note that is written about a session. Leaves the session's version as it is.
   *
   * @param instead the note entered in error that it takes the place of
   */
  attachNote(
    practiceId: Id,
    sessionId: ClientThingId,
    noteId: ClientThingId,
    otherwise: NonNullable<Write['otherwise']>,
    instead?: ClientThingId,
  ): Write {
    return {
      write: this.#table.update(sessionKey(practiceId, sessionId), {
        set: { noteId },
        condition:
          instead === undefined
            ? {
                expression: 'attribute_exists(pk) AND attribute_not_exists(noteId)',
              }
            : { expression: '#noteId = :instead', values: { ':instead': instead } },
      }),
      otherwise,
    }
  }

  #seal(practiceId: Id, session: Session, record: SessionRecord): Promise<Uint8Array> {
    const context = sessionContext(practiceId, session.sessionId, session.version)
    return this.#keys.seal(clientKeyId(session.clientId), record, context)
  }

  async #open(practiceId: Id, item: Item): Promise<Session> {
    const { record, noteId } = await this.openRecord(practiceId, item)
    return Session.parse({ ...record.session, noteId })
  }

  /** The item as it was read, opened, nonce and all. @throws KeyGone, NotOpened */
  async openRecord(
    practiceId: Id,
    item: Item,
  ): Promise<{ sessionId: ClientThingId; noteId?: ClientThingId; record: SessionRecord }> {
    const sessionId = textOf(item, 'sessionId')
    const { clientId } = partsOf(sessionId)
    const record = await this.#keys.open(
      clientKeyId(clientId),
      bytesOf(item, 'sealed'),
      sessionContext(practiceId, sessionId, numberOf(item, 'version')),
    )
    return {
      sessionId,
      ...(item['noteId'] !== undefined && { noteId: textOf(item, 'noteId') }),
      record: SessionRecord.parse(record),
    }
  }
}

function sessionContext(practiceId: Id, sessionId: ClientThingId, revision: number) {
  const { clientId } = partsOf(sessionId)
  return contextOf({ practiceId, clientId, kind: 'session', id: sessionId, revision })
}
