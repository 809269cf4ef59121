import { plusMinutes } from '../../shared/clock.ts'
import type { DestructionCertificate } from '../../shared/document/certificate-page.ts'
import { certificateIdOf } from '../../shared/document/document-item.ts'
import { derivedId } from '../../shared/id.ts'
import { commit } from '../../shared/ledger/commitment.ts'
import { type Event, type EventDraft, type Head, nextEvent } from '../../shared/ledger/event.ts'
import { type Certificate, certificateOf, certifiedAt } from '../../shared/retention/certificate.ts'
import {
  approvers,
  clientId,
  destroyed,
  lapsed,
  practiceId,
  settings,
} from '../retention/sample-disposal.ts'

/** A client's closed chain with so many signed notes, every fourth with an addendum. */
export function closedChain(notes: number): { events: Event[]; head: Head } {
  const chain = `P#${practiceId}#C#${clientId}`
  const events: Event[] = []
  let head: Head | undefined
  const add = (type: Event['type'], at: string, more: Partial<EventDraft> = {}) => {
    const actorId = derivedId('author', String(events.length % 3))
    const next = nextEvent(head, { chain, type, actorId, at, about: {}, ...more })
    events.push(next.event)
    head = next.head
  }
  const opened = '2014-02-03T17:00:00.000Z'
  add('client_opened', opened)
  for (let i = 0; i < notes; i++) {
    const noteId = `${clientId}.${derivedId('note', String(i))}`
    const written = (type: 'note_signed' | 'addendum_signed', minutes: number) => {
      const meaning = type === 'note_signed' ? 'author' : 'addendum'
      add(type, plusMinutes(opened, i * 3_220 + minutes), {
        about: { noteId },
        commitment: commit(Buffer.alloc(32, i % 251).toString('base64'), { noteId, type }),
        signature: {
          meaning,
          statementVersion: '2026-01',
          keyArn: 'arn:aws:kms:us-west-2:000000000000:key/statements',
          algorithm: 'ECDSA_SHA_256',
          value: 'MEUCIQ==',
        },
      })
    }
    add('note_opened', plusMinutes(opened, i * 3_220), { about: { noteId } })
    written('note_signed', 40)
    if (i % 4 === 3) written('addendum_signed', 1_500)
  }
  add('client_destroyed', destroyed.destroyedAt)
  return { events, head: head ?? { seq: 0, hash: '' } }
}

/** The certificates of a client with so many notes. */
export function certificatesOf(notes: number, change: Partial<typeof settings> = {}) {
  const { events, head } = closedChain(notes)
  const from = (certificate: Certificate): DestructionCertificate => ({
    certificate,
    events: certificate.part === 1 ? events : [],
    document: {
      id: certificateIdOf(clientId, certificate.part),
      version: 1,
      createdAt: certifiedAt(certificate),
      paper: certificate.practice.paper,
    },
    practiceSeal: { fingerprint: 'a3'.repeat(32) },
  })
  const counts = { ...destroyed.destroyed, notes }
  const [first, second] = [
    { ...destroyed, destroyed: counts, chainHead: head },
    { ...lapsed, destroyed: counts, chainHead: head },
  ].map((disposal) => from(certificateOf(disposal, { ...settings, ...change }, approvers)))
  if (!first || !second) throw new Error('two certificates')
  return { first, second }
}
