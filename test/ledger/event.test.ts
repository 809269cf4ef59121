import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { ZodError } from 'zod'
import { type EventDraft, hashOf, NO_EVENT, nextEvent } from '../../shared/ledger/event.ts'
import { chainOf, STATEMENT_KEY } from './chains.ts'

const draft: EventDraft = {
  chain: 'P#north#C#c1',
  type: 'session_held',
  actorId: 'dr-baker',
  at: '2026-03-08T09:30:00.000Z',
  about: { sessionId: 'c1.s1' },
}

describe('the next event of a chain', () => {
  it('of a new chain is the first, after no event', () => {
    const { event, head, hash } = nextEvent(undefined, draft)
    expect(event).toEqual({ form: 'noteseal/event/1', seq: 1, previous: NO_EVENT, ...draft })
    expect(head).toEqual({ seq: 1, hash })
  })

  it('names the hash of the one before', () => {
    const first = nextEvent(undefined, draft)
    const second = nextEvent(first.head, draft)
    expect(second.event).toMatchObject({ seq: 2, previous: first.hash })
    expect(second.head).toEqual({ seq: 2, hash: hashOf(second.event) })
  })

  it('is hashed by SHA-256 of its canonical text', () => {
    const { hash } = nextEvent(undefined, draft)
    const text = `{"about":{"sessionId":"c1.s1"},"actorId":"dr-baker","at":"2026-03-08T09:30:00.000Z","chain":"P#north#C#c1","form":"noteseal/event/1","previous":"${NO_EVENT}","seq":1,"type":"session_held"}`
    expect(hash).toBe(createHash('sha256').update(text).digest('hex'))
  })

  it('takes no place, form or predecessor from its draft', () => {
    const sly = { ...draft, form: 'x', seq: 9, previous: 'f'.repeat(64) }
    expect(() => nextEvent(undefined, sly)).toThrow(ZodError)
    const { form: _, ...without } = sly
    expect(nextEvent(undefined, without).event).toMatchObject({ seq: 1, previous: NO_EVENT })
  })
})

describe('an event is not made', () => {
  const signature = {
    meaning: 'author',
    statementVersion: '2026-01',
    keyArn: STATEMENT_KEY,
    algorithm: 'ECDSA_SHA_256',
    value: 'AAAA',
  }
  const signed = {
    type: 'note_signed',
    about: { noteId: 'c1.n1' },
    commitment: 'a'.repeat(64),
    signature,
  }

  it('(but this one is)', () => {
    const { event } = nextEvent(undefined, { ...draft, ...signed } as EventDraft)
    expect(event).toMatchObject(signed)
  })

  it.each<[string, object]>([
    ['of an unknown type', { type: 'process_note_opened' }],
    ["with somebody's words in it", { about: { reason: 'wrong chart, sorry' } }],
    ['with a name that is no name of a member', { about: { 'a b': 'x' } }],
    ['at what is no time', { at: 'yesterday' }],
    ['at a time without milliseconds', { at: '2026-03-08T09:30:00Z' }],
    ['at a time that does not exist', { at: '2026-02-30T09:30:00.000Z' }],
    ['with a member beyond the form', { text: 'x' }],
    ['with a commitment that is no hash', { commitment: 'x' }],
    ['signed without a commitment', { ...signed, commitment: undefined }],
    ['signed about no note', { ...signed, about: {} }],
    ['of a type that must be signed, without a signature', { ...signed, signature: undefined }],
    ['of a type that is not signed, with a signature', { ...signed, type: 'note_opened' }],
    ['of a note signed, by what means a co-signature', { ...signed, type: 'note_co_signed' }],
    ['signed by another algorithm', { ...signed, signature: { ...signature, algorithm: 'none' } }],
  ])('%s', (_what, change) => {
    expect(() => nextEvent(undefined, { ...draft, ...change } as EventDraft)).toThrow(ZodError)
  })
})

it('a chain tells nothing that somebody wrote', () => {
  expect(JSON.stringify(chainOf(3).events)).not.toContain('words of note')
})
