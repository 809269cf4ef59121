import { generateKeyPairSync, sign } from 'node:crypto'
import { commit, newNonce } from '../../shared/ledger/commitment.ts'
import { type Event, type EventDraft, type Head, nextEvent } from '../../shared/ledger/event.ts'
import { statementText } from '../../shared/ledger/statement.ts'
import type { OpenedRecord } from '../../shared/ledger/verify-chain.ts'

export const STATEMENT_KEY = 'arn:aws:kms:us-east-1:111122223333:key/statements'
export const CHAIN = 'P#north#C#c1'

const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

/** What KMS does with DIGEST and ECDSA_SHA_256: a DER signature over the text's SHA-256. */
export const signText = (text: string): Buffer =>
  sign('sha256', Buffer.from(text), { key: pair.privateKey, dsaEncoding: 'der' })

export const spki = pair.publicKey.export({ format: 'der', type: 'spki' })
export const publicKeys = new Map([[STATEMENT_KEY, spki]])

export interface MadeChain {
  readonly events: readonly Event[]
  readonly head: Head
  readonly opened: readonly OpenedRecord[]
}

/** A client's chain as the pipeline writes it: opened, then notes, each opened and signed. */
export function chainOf(notes: number, chain = CHAIN): MadeChain {
  const events: Event[] = []
  const opened: OpenedRecord[] = []
  let head: Head | undefined
  const append = (draft: Omit<EventDraft, 'chain' | 'actorId' | 'at'>, minute: number) => {
    const at = new Date(Date.UTC(2026, 2, 1, 9, minute)).toISOString()
    const next = nextEvent(head, { chain, actorId: 'dr-baker', at, ...draft })
    events.push(next.event)
    head = next.head
    return next.event
  }
  append({ type: 'client_opened', about: { clientId: 'c1' } }, 0)
  for (let n = 1; n <= notes; n++) {
    const noteId = `c1.n${n}`
    append({ type: 'note_opened', about: { noteId } }, n * 2 - 1)
    const minute = n * 2
    const signedAt = new Date(Date.UTC(2026, 2, 1, 9, minute)).toISOString()
    const nonce = newNonce()
    const content = { form: 'test/note', noteId, text: `words of note ${n}` }
    const commitment = commit(nonce, content)
    const intent = { meaning: 'author' as const, statementVersion: '2026-01' }
    const statement = { commitment, noteId, signerId: 'dr-baker', signedAt, ...intent }
    const value = signText(statementText(statement)).toString('base64')
    const event = append(
      {
        type: 'note_signed',
        about: { noteId },
        commitment,
        signature: { ...intent, keyArn: STATEMENT_KEY, algorithm: 'ECDSA_SHA_256', value },
      },
      minute,
    )
    opened.push({ seq: event.seq, nonce, content })
  }
  if (!head) throw new Error('a chain has a first event')
  return { events, head, opened }
}

/** Makes a chain anew from its drafts, as somebody would who can write the whole table. */
export function rechained(events: readonly Event[]): { events: Event[]; head: Head } {
  let head: Head | undefined
  const made = events.map(({ form: _form, seq: _seq, previous: _previous, ...draft }) => {
    const next = nextEvent(head, draft)
    head = next.head
    return next.event
  })
  if (!head) throw new Error('a chain has a first event')
  return { events: made, head }
}
