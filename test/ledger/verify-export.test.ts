import { expect, it } from 'vitest'
import { ZodError } from 'zod'
import { ChainExport } from '../../shared/ledger/chain-export.ts'
import { verifyExport } from '../../shared/ledger/verify-export.ts'
import { CHAIN, chainOf, publicKeys, rechained } from './chains.ts'

const { events, head, opened } = chainOf(3)
const exported = ChainExport.parse({
  form: 'noteseal/chain/1',
  chain: CHAIN,
  exportedAt: '2026-03-09T12:00:00.000Z',
  head,
  events,
})
const known = { chain: CHAIN, publicKeys, commitments: opened }

it('finds no break in an export that went through a file', () => {
  expect(verifyExport(JSON.parse(JSON.stringify(exported)), known)).toEqual([])
})

it('names an event that is none, instead of refusing the export', () => {
  const broken = { ...exported, events: [...events.slice(0, 6), { form: 'x' }] }
  expect(verifyExport(broken)).toEqual([
    { kind: 'malformed', seq: 7 },
    { kind: 'missing', seq: 7 },
  ])
})

it('names what is missing before the head that the export tells', () => {
  expect(verifyExport({ ...exported, events: events.slice(0, 5) })).toEqual([
    { kind: 'missing', seq: 6, last: 7 },
  ])
})

it('holds an export made anew against a head that was noted before', () => {
  const [first, ...rest] = events
  if (!first) throw new Error('no events')
  const remade = { ...exported, ...rechained([{ ...first, actorId: 'dr-lee' }, ...rest]) }
  expect(verifyExport(remade)).toEqual([])
  expect(verifyExport(remade, { earlierHeads: [head] })).toEqual([{ kind: 'changed', seq: 7 }])
})

it("holds another client's export against the client that was asked for", () => {
  const breaks = verifyExport(exported, { chain: 'P#north#C#c2' })
  expect(breaks.filter(({ kind }) => kind === 'wrong_chain')).toHaveLength(7)
})

it.each([
  ['nothing', null],
  ['a list of events', events],
  ['an export without a head', { ...exported, head: undefined }],
  ['an export of another form', { ...exported, form: 'noteseal/chain/2' }],
])('refuses %s', (_what, value) => {
  expect(() => verifyExport(value)).toThrow(ZodError)
})
