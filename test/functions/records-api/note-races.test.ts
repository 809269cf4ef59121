import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { NoteView } from '../../../shared/api/notes.ts'
import { verifyAdditions } from '../../../shared/ledger/verify-additions.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { type Caller, from, once } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, code, expected, NoteRoom, sections } from './note-room.ts'
import { scheduled } from './scheduled.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

type Move =
  | { readonly does: 'save'; readonly revision: number; readonly plan: string }
  | { readonly does: 'sign'; readonly revision: number; readonly key: string }
  | { readonly does: 'mark'; readonly version: number }

const move: fc.Arbitrary<Move> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('save' as const),
      revision: fc.integer({ min: 1, max: 2 }),
      plan: fc.constantFrom('Weekly.', 'Monthly.', 'Never.'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      does: fc.constant('sign' as const),
      revision: fc.integer({ min: 1, max: 2 }),
      key: fc.constantFrom('sign-key-a', 'sign-key-b'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      does: fc.constant('mark' as const),
      version: fc.integer({ min: 1, max: 3 }),
    }),
  },
)

function make(caller: Caller, noteId: string, wish: Move): Promise<Answer> {
  const path = `/v1/notes/${noteId}`
  switch (wish.does) {
    case 'save': {
      const body = { sections: { ...sections, plan: wish.plan } }
      return caller.put(`${path}/draft`, body, from(`"${wish.revision}"`))
    }
    case 'sign': {
      const headers = { ...from(`"${wish.revision}"`), ...once(wish.key) }
      return caller.post(`${path}/signature`, accept('author/1'), headers)
    }
    case 'mark': {
      const headers = from(`"${wish.version}"`)
      return caller.post(`${path}/entered-in-error`, { reason: 'Mistake' }, headers)
    }
  }
}

/** All of it as it stands in the end, as tables and an export show it. */
async function aftermath(noteId: string, clientId: string, sessionId: string) {
  const vogel = room.as('vogel')
  const own = noteId.split('.')[1]
  const items = (await room.house.snapshot(['RECORDS_TABLE']))['RECORDS_TABLE'] as {
    sk: { S: string }
  }[]
  const revisions = items.filter(({ sk }) => sk.S.startsWith(`N#${own}#2`))
  const { events, head } = expected(await vogel.get(`/v1/clients/${clientId}/ledger`), 200)
  const types: string[] = events.map(({ type }: { type: string }) => type)
  const count = (type: string) => types.filter((each) => each === type).length
  return {
    note: expected(await room.as('novak').get(`/v1/notes/${noteId}`), 200) as NoteView,
    session: expected(await vogel.get(`/v1/sessions/${sessionId}`), 200),
    current: items.find(({ sk }) => sk.S === `N#${own}#0`),
    revisions: revisions.length,
    signings: count('note_signed'),
    markings: count('note_entered_in_error'),
    breaks: verifyChain(events, { head }),
  }
}

describe('saves, signatures and marks that race', () => {
  it('end with one winner for each revision, and nothing half done', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(move, { minLength: 2, maxLength: 5 }),
        fc.scheduler(),
        async (moves, scheduler) => {
          const { noteId, clientId, sessionId } = await room.written('novak')
          const racing = room.over({
            db: scheduled(room.house.db, scheduler),
            kms: scheduled(room.house.kms, scheduler),
          })('novak')
          const answers = await scheduler.waitFor(
            Promise.all(moves.map((wish) => make(racing, noteId, wish))),
          )
          const won = (does: Move['does']) =>
            moves
              .map((wish, i) => ({ wish, answer: answers[i] }))
              .filter(({ wish, answer }) => wish.does === does && answer?.status === 200)
          for (const answer of answers) {
            if (answer.status !== 200) {
              const known = [
                'stale_revision',
                'note_not_draft',
                'note_entered_in_error',
                'already_entered_in_error',
              ]
              expect(known).toContain(code(answer))
            }
          }

          const end = await aftermath(noteId, clientId, sessionId)
          expect(end.breaks).toEqual([])
          const saved = won('save').map(({ answer }) => answer?.body.revision)
          expect(new Set(saved).size).toBe(saved.length)
          expect(end.revisions).toBe(1 + saved.length)
          expect(end.note.revision).toBe(Math.max(1, ...saved))
          expect(end.note.version).toBe(1 + saved.length + end.signings + end.markings)

          const signatures = won('sign')
          expect(new Set(signatures.map(({ wish }) => 'key' in wish && wish.key)).size).toBe(
            Math.min(1, signatures.length),
          )
          expect(end.signings).toBe(Math.min(1, signatures.length))
          expect(end.markings).toBe(won('mark').length)
          expect(end.markings).toBeLessThanOrEqual(1)

          const marked = end.markings === 1
          const signed = end.signings === 1
          expect(end.note.state).toBe(marked ? 'entered-in-error' : signed ? 'signed' : 'draft')
          expect(end.session.obligation.state).toBe(signed && !marked ? 'done' : 'open')
          expect(end.current !== undefined && 'pdfShard' in end.current).toBe(signed && !marked)
          expect(end.note.signedForm !== undefined).toBe(signed)
          const last = won('save').find(({ answer }) => answer?.body.revision === end.note.revision)
          const plan = last && 'plan' in last.wish ? last.wish.plan : sections.plan
          expect(end.note.sections.find(({ key }) => key === 'plan')?.text).toBe(plan)
        },
      ),
      { numRuns: 16 },
    )
  })

  it('of additions each is added, under exactly what was added before it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), fc.scheduler(), async (coSigned, scheduler) => {
        const { noteId } = await room.signed('novak')
        const path = `/v1/notes/${noteId}`
        const racing = room.over({
          db: scheduled(room.house.db, scheduler),
          kms: scheduled(room.house.kms, scheduler),
        })
        const add = (text: string) =>
          racing('novak').post(`${path}/addenda`, {
            ...{ kind: 'addition', reason: 'Forgot', text },
            ...accept('addendum/1'),
          })
        const coSign = () =>
          racing('vogel').post(`${path}/co-signature`, accept('co-signature/1'), from('"2"'))
        const answers = await scheduler.waitFor(
          Promise.all([add('One.'), coSigned ? coSign() : add('Two.'), add('Three.')]),
        )
        const [one, between, three] = answers.map(({ status }) => status)
        expect([one, three]).toEqual([201, 201])
        // Whoever co-signs has all of it before them, or is refused.
        expect(coSigned ? [200, 412] : [201]).toContain(between)

        const note: NoteView = expected(await room.as('vogel').get(path), 200)
        if (!note.signedForm) throw new Error('not signed')
        const { form } = note.coSignature ?? {}
        const additions = [...note.addenda, ...(form ? [form] : [])].sort(
          (a, b) => a.ledger.seq - b.ledger.seq,
        )
        expect(verifyAdditions(note.signedForm, additions)).toEqual([])
        expect(note.addenda.map(({ number }) => number)).toEqual(coSigned ? [1, 2] : [1, 2, 3])
        if (form) expect(form.follows).toEqual([note.signedForm.signature.commitment])
      }),
      { numRuns: 12 },
    )
  })

  it('are added under all there is, though the note was read newer than its additions', async () => {
    const { noteId } = await room.signed('novak')
    const path = `/v1/notes/${noteId}`
    const add = (caller: Caller, text: string) =>
      caller.post(`${path}/addenda`, {
        ...{ kind: 'addition', reason: 'Forgot', text },
        ...accept('addendum/1'),
      })
    const own = noteId.split('.')[1]
    const real: { send(command: unknown): Promise<unknown> } = room.house.db as never
    const additionsRead = Promise.withResolvers<void>()
    let overtaken = 0
    const send = async (command: { input: { Key?: { sk?: { S: string } } } }) => {
      if (command.input.Key?.sk?.S === `N#${own}#0` && overtaken++ === 0) {
        await additionsRead.promise
        expected(await add(room.as('novak'), 'In between.'), 201)
      }
      const answer = await real.send(command)
      if (JSON.stringify(command.input).includes(`N#${own}#1`)) additionsRead.resolve()
      return answer
    }
    const { house } = room
    const slow = room.over({ db: { send } as unknown as DynamoDBClient, kms: house.kms })('novak')
    const note: NoteView = expected(await add(slow, 'Later.'), 201)
    expect(overtaken).toBeGreaterThan(1)
    expect(note.addenda.map(({ text }) => text)).toEqual(['In between.', 'Later.'])
    if (!note.signedForm) throw new Error('not signed')
    expect(verifyAdditions(note.signedForm, note.addenda)).toEqual([])
  })

  it('of two who open the same note one is its author', async () => {
    const clientId = await room.client()
    const sessionId = await room.session(clientId)
    const open = (name: string) =>
      room.as(name).post(`/v1/clients/${clientId}/notes`, { sessionId, template: 'soap' })
    const answers = await Promise.all([open('baker'), open('novak')])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(answers.map(code)).toContain('session_has_note')
  })

  it('of the same opening sent twice both get the same note', async () => {
    const clientId = await room.client()
    const sessionId = await room.session(clientId)
    const body = { sessionId, template: 'soap' }
    const open = () =>
      room.as('baker').post(`/v1/clients/${clientId}/notes`, body, once('opening-key'))
    const [one, two] = await Promise.all([open(), open()])
    expect([one.status, two.status]).toEqual([201, 201])
    expect(one.body).toEqual(two.body)
  })
})
