import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { canonical } from '../../shared/ledger/canonical.ts'
import { commit } from '../../shared/ledger/commitment.ts'
import { type Event, hashOf } from '../../shared/ledger/event.ts'
import { statementOf, statementText } from '../../shared/ledger/statement.ts'
import { type OpenedRecord, verifyChain } from '../../shared/ledger/verify-chain.ts'
import { CHAIN, chainOf, publicKeys, rechained } from './chains.ts'
import type { LedgerVectors } from './vectors.ts'

// node test/ledger/write-vectors.ts FOLDER
//
// Writes chains.json. Nonces and signatures are random by nature, so each run writes others: the
// vectors that are kept in test/vectors/ledger were written once and are frozen. Write them anew
// only when the format itself changes, together with docs/formats/ledger.md.

const folder = process.argv[2]
if (!folder) throw new Error('say into which folder')

const { events, head, opened } = chainOf(2)
const other = chainOf(2, 'P#north#C#c2')
const at = (seq: number, chain: readonly Event[] = events): Event => {
  const event = chain[seq - 1]
  if (!event) throw new Error(`no event ${seq}`)
  return event
}
const remade = rechained(events.with(1, { ...at(2), actorId: 'dr-lee' }))
const noted = [{ seq: 3, hash: hashOf(at(3)) }]

interface Tampering {
  readonly name: string
  readonly events: readonly unknown[]
  readonly earlierHeads?: typeof noted
  readonly opened?: OpenedRecord[]
  readonly head?: typeof head
}

const tamperings: Tampering[] = [
  { name: 'an event changed', events: events.with(1, { ...at(2), actorId: 'dr-lee' }) },
  { name: 'the last event changed', events: events.with(4, { ...at(5), actorId: 'dr-lee' }) },
  { name: 'an event taken out', events: events.toSpliced(1, 1) },
  { name: 'the last two events taken out', events: events.slice(0, 3) },
  { name: 'an event twice', events: [...events.slice(0, 2), ...events.slice(1)] },
  { name: 'two events in each other’s place', events: events.with(2, at(4)).with(3, at(3)) },
  {
    name: 'two events in each other’s place, numbered anew',
    events: events.with(2, { ...at(4), seq: 3 }).with(3, { ...at(3), seq: 4 }),
  },
  { name: 'an event of another client', events: events.with(1, at(2, other.events)) },
  {
    name: 'an event of another client, under this chain’s name',
    events: events.with(1, { ...at(2, other.events), chain: CHAIN }),
  },
  { name: 'a member more in an event', events: events.with(1, { ...at(2), note: 'x' } as Event) },
  { name: 'all made anew from the second on, held against the head', events: remade.events },
  {
    name: 'all made anew from the second on with its head, held against a head noted earlier',
    events: remade.events,
    head: remade.head,
    earlierHeads: noted,
  },
  {
    name: 'rolled back with its head, held against a head noted earlier',
    events: events.slice(0, 2),
    head: { seq: 2, hash: hashOf(at(2)) },
    earlierHeads: noted,
  },
  {
    name: 'a record with other words than were committed to',
    events,
    opened: opened.map((one) => ({ ...one, content: { ...Object(one.content), text: 'x' } })),
  },
  (() => {
    const moved = rechained(events.with(2, { ...at(3), at: '2026-03-01T09:03:00.000Z' }))
    return { name: 'a signed event moved in time, all made anew', ...moved }
  })(),
]

const signed = at(3)
const statement = statementOf(signed)
const [first] = opened
if (!statement || !first || !signed.signature || !signed.commitment) throw new Error('not signed')
if (commit(first.nonce, first.content) !== signed.commitment) throw new Error('not committed to')

const values: [string, string][] = [
  [
    'members by UTF-16 code unit',
    '{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}',
  ],
  [
    'numbers',
    '[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001,-0,9007199254740993]',
  ],
  ['text', '"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/"'],
  ['nothing and something', '[null,true,false,[],{},""]'],
]

const vectors: LedgerVectors = {
  about: 'Test vectors of docs/formats/ledger.md. Nonces, keys and signatures are base 64.',
  canonical: values.map(([name, json]) => {
    const value: unknown = JSON.parse(json)
    return { name, value, text: canonical(value) }
  }),
  commitment: { nonce: first.nonce, value: first.content, commitment: signed.commitment },
  event: { event: signed, text: canonical(signed), hash: hashOf(signed) },
  statement: {
    statement,
    text: statementText(statement),
    sha256: createHash('sha256').update(statementText(statement)).digest('hex'),
    signature: signed.signature.value,
  },
  publicKeys: Object.fromEntries(
    [...publicKeys].map(([arn, spki]) => [arn, Buffer.from(spki).toString('base64')]),
  ),
  whole: {
    form: 'noteseal/chain/1',
    chain: CHAIN,
    exportedAt: '2026-03-09T12:00:00.000Z',
    head,
    events: [...events],
  },
  opened: [...opened],
  broken: tamperings.map(({ name, events: tampered, opened: records, ...known }) => {
    const end = known.head ?? head
    const expected = { chain: CHAIN, head: end, publicKeys, commitments: records ?? [] }
    const earlier = known.earlierHeads ? { earlierHeads: known.earlierHeads } : {}
    return {
      name,
      head: end,
      ...earlier,
      events: [...tampered],
      ...(records ? { opened: records } : {}),
      breaks: verifyChain(tampered, { ...expected, ...earlier }),
    }
  }),
}

writeFileSync(join(folder, 'chains.json'), `${JSON.stringify(vectors, null, 2)}\n`)
