import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Calls } from '../../infra/leaving/api.ts'
import { takeRecords } from '../../infra/leaving/take-records.ts'
import { plusMinutes } from '../../shared/clock.ts'
import { verifyExportFiles } from '../../shared/export/verify-export-files.ts'
import { from } from '../functions/harness.ts'
import type { Answer } from '../functions/http-call.ts'
import { practiceCallers } from '../functions/practice-api/practice-callers.ts'
import { accept, expected, NoteRoom, sections } from '../functions/records-api/note-room.ts'
import { PlanDeeds } from '../functions/records-api/plan-room.ts'
import { ExportInMemory } from './export-in-memory.ts'

/** Whatever can be done to a record: its export must verify. PDFs are still to be made here. */
let room: NoteRoom
let calls: Calls
const dir = mkdtempSync(join(tmpdir(), 'noteseal-any-'))

beforeAll(async () => {
  room = await NoteRoom.open()
  const practice = practiceCallers(room.house)
  const answered = async <T>(answer: Promise<Answer>): Promise<T> => {
    const { status, body } = await answer
    if (status >= 300) throw new Error(`${status} ${JSON.stringify(body)}`)
    return body
  }
  const of = (path: string) => {
    const records =
      /^\/v1\/(?:keys|clients|groups)|^\/v1\/exports\/\w+\/(?:clients|custody|destroyed)/.test(path)
    return records ? room.as('keeper') : practice(room.practice, 'keeper')
  }
  calls = {
    get: (path) => answered(of(path).get(path)),
    post: (path, body) => answered(of(path).post(path, body)),
  }
})
afterAll(async () => {
  await room.close()
  rmSync(dir, { recursive: true, force: true })
})

let exports = 0

async function exported(): Promise<ExportInMemory> {
  exports++
  const out = join(dir, String(exports))
  await takeRecords({ api: calls, out, say: () => {} })
  return ExportInMemory.from(out)
}

/** The members of a test's practice were put there, and are in no ledger. */
const faultsIn = async (files: ExportInMemory) =>
  (await verifyExportFiles(files)).faults.filter(({ file }) => file !== 'practice/members.jsonl')

const coding = {
  modality: 'in person',
  placeOfService: '11',
  participants: ['client'],
  services: [{ cpt: '90834' }],
  diagnoses: [{ code: 'F41.1' }],
}

async function move(sessionId: string): Promise<void> {
  const path = `/v1/sessions/${sessionId}`
  const { headers } = await room.as('admin').get(path)
  const start = plusMinutes(room.house.now(), 600)
  const memberId = room.practice.memberId('baker')
  const plan = { memberId, start, end: plusMinutes(start, 50), ...coding }
  expected(await room.as('admin').put(path, plan, from(headers['etag'])), 200)
}

async function inError(noteId: string, who: string): Promise<void> {
  const { headers } = await room.as('baker').get(`/v1/notes/${noteId}`)
  const path = `/v1/notes/${noteId}/entered-in-error`
  const reason = { reason: 'Wrong chart.' }
  expected(await room.as(who).post(path, reason, from(headers['etag'])), 200)
}

describe('an export verifies', () => {
  it('of a practice without clients', async () => {
    expect(await faultsIn(await exported())).toEqual([])
  })

  it.each<[string, () => Promise<unknown>]>([
    ['a client alone', () => room.client()],
    ['a draft that nobody saved', () => room.draft()],
    ['a draft', () => room.written()],
    ['a signed note', () => room.signed()],
    [
      'a note whose author attested to their signature',
      async () => {
        const { noteId } = await room.signed()
        const path = `/v1/notes/${noteId}/attestations`
        expected(await room.as('baker').post(path, accept('attestation/1')), 201)
      },
    ],
    [
      'a session that was moved, then cancelled',
      async () => {
        const sessionId = await room.session(await room.client(), { held: false })
        await move(sessionId)
        const path = `/v1/sessions/${sessionId}`
        const { headers } = await room.as('admin').get(path)
        const outcome = { status: 'cancelled', by: 'client' }
        expected(
          await room.as('admin').post(`${path}/outcome`, outcome, from(headers['etag'])),
          200,
        )
      },
    ],
    [
      'diagnoses, one of which was principal and another is now',
      async () => {
        const path = `/v1/clients/${await room.client()}/diagnoses`
        const words = { label: 'Anxiety', since: '2026-01-05', principal: true }
        expected(await room.as('baker').post(path, { ...words, code: 'F41.1' }), 201)
        expected(await room.as('baker').post(path, { ...words, code: 'F41.0' }), 201)
      },
    ],
    [
      'measures, one of them corrected',
      async () => {
        const path = `/v1/clients/${await room.client()}/measures`
        const takenBy = room.practice.memberId('baker')
        const words = { instrument: 'GAD-7', answers: [1, 1, 1, 1, 1, 1, 1], takenBy }
        const taken = { ...words, takenOn: '2026-01-05' }
        expected(await room.as('baker').post(path, taken), 201)
        const { measure } = expected(await room.as('baker').post(path, taken), 201)
        const correction = { reason: 'Wrong day', instead: { ...words, takenOn: '2026-01-06' } }
        const wrong = `/v1/measures/${measure.measureId}/correction`
        expected(await room.as('baker').post(wrong, correction, from('"1"')), 200)
      },
    ],
    [
      'plans: one superseded, one ended, a draft, and one that was discarded',
      async () => {
        const deeds = new PlanDeeds(room)
        const clientId = await room.client()
        const diagnosisId = await deeds.diagnosis(clientId)
        await deeds.signed(clientId, diagnosisId)
        const next = await deeds.signed(clientId, diagnosisId)
        expected(await deeds.end(next, '"3"'), 200)
        await deeds.open(clientId)
        expected(await deeds.end(await deeds.open(clientId), '"1"'), 200)
      },
    ],
    ['a draft entered in error', async () => inError((await room.written()).noteId, 'baker')],
    [
      'a signed note entered in error, and another in its place',
      async () => {
        const { clientId, sessionId, noteId } = await room.signed()
        await inError(noteId, 'keeper')
        const again = { sessionId, template: 'dap' }
        expected(await room.as('baker').post(`/v1/clients/${clientId}/notes`, again), 201)
      },
    ],
    [
      'addenda before and after a co-signature',
      async () => {
        const { noteId } = await room.signed('novak')
        const path = `/v1/notes/${noteId}`
        const words = { kind: 'addition', reason: 'Forgotten.', text: 'More.' }
        const add = () =>
          room.as('novak').post(`${path}/addenda`, { ...words, ...accept('addendum/1') })
        expected(await add(), 201)
        const { headers } = await room.as('vogel').get(path)
        const signed = room
          .as('vogel')
          .post(`${path}/co-signature`, accept('co-signature/1'), from(headers['etag']))
        expected(await signed, 200)
        expected(await add(), 201)
      },
    ],
    [
      'a revision that was brought back',
      async () => {
        const { noteId } = await room.written()
        const path = `/v1/notes/${noteId}`
        const other = { sections: { ...sections, plan: 'Fortnightly.' } }
        expected(await room.as('baker').put(`${path}/draft`, other, from('"1"')), 200)
        const back = room
          .as('baker')
          .post(`${path}/revisions/1/restoration`, undefined, from('"2"'))
        expected(await back, 200)
      },
    ],
    [
      'a client who was changed and closed, with another care team',
      async () => {
        const clientId = await room.client()
        const path = `/v1/clients/${clientId}`
        const { body, headers } = await room.as('admin').get(path)
        const change = { demographics: { ...body.demographics, pronouns: 'they' }, state: 'closed' }
        const changed = await room.as('admin').put(path, change, from(headers['etag']))
        expected(changed, 200)
        const team = { careTeam: [room.practice.memberId('carter')], barred: [] }
        const etag = from(changed.headers['etag'])
        expected(await room.as('admin').put(`${path}/care-team`, team, etag), 200)
      },
    ],
    [
      'holds, one of them lifted',
      async () => {
        const path = `/v1/clients/${await room.client()}/holds`
        const reason = { reason: 'Subpoena.' }
        expected(await room.as('admin').post(path, reason), 201)
        const { hold } = expected(await room.as('admin').post(path, reason), 201)
        const lifting = `/v1/holds/${hold.holdId}/lifting`
        expected(await room.as('keeper').post(lifting, reason, from('"1"')), 200)
      },
    ],
    [
      'consents, one of them revoked',
      async () => {
        const path = `/v1/clients/${await room.client()}/consents`
        const words = { kind: 'treatment', signedOn: '2026-01-05', signedBy: { by: 'client' } }
        expected(await room.as('admin').post(path, words), 201)
        const { consent } = expected(await room.as('admin').post(path, words), 201)
        const revocation = `/v1/consents/${consent.consentId}/revocation`
        const reason = { reason: 'No longer.' }
        expected(await room.as('keeper').post(revocation, reason, from('"1"')), 200)
      },
    ],
    [
      'a group session, with a note of one of them',
      async () => {
        const clients = [await room.client(), await room.client()]
        const start = plusMinutes(room.house.now(), -90)
        const times = { start, end: plusMinutes(start, 60) }
        const { groupId, roster } = expected(
          await room.as('baker').post('/v1/groups', {
            title: 'Thursdays',
            clients: clients.map((clientId) => ({ clientId, diagnoses: [{ code: 'F41.1' }] })),
            ...times,
            modality: 'in person',
            placeOfService: '11',
            services: [{ cpt: '90853' }],
          }),
          201,
        )
        const shared = { sections: { objective: 'The group practised breathing.' } }
        const saved = room.as('baker').put(`/v1/groups/${groupId}/shared-part`, shared, from('"0"'))
        expected(await saved, 200)
        const [{ clientId, sessionId }] = roster
        const held = { status: 'held', ...times }
        const path = `/v1/sessions/${sessionId}/outcome`
        expected(await room.as('baker').post(path, held, from('"1"')), 200)
        const opened = { sessionId, template: 'soap' }
        const { noteId } = expected(
          await room.as('baker').post(`/v1/clients/${clientId}/notes`, opened),
          201,
        )
        const draft = { sections: { subjective: 'Well.', assessment: 'Better.', plan: 'Weekly.' } }
        expected(await room.as('baker').put(`/v1/notes/${noteId}/draft`, draft, from('"0"')), 200)
        expected(await room.sign(noteId), 200)
      },
    ],
  ])('of %s', async (_what, live) => {
    await live()
    expect(await faultsIn(await exported())).toEqual([])
  })

  it('without those from whom the custodian is barred, and says so', async () => {
    const clientId = await room.client()
    const path = `/v1/clients/${clientId}`
    const { headers } = await room.as('admin').get(path)
    const team = {
      careTeam: [room.practice.memberId('baker')],
      barred: [room.practice.memberId('keeper')],
    }
    expected(await room.as('admin').put(`${path}/care-team`, team, from(headers['etag'])), 200)
    const files = await exported()
    expect(files.manifest.withheld).toEqual([clientId])
    expect(files.clientIds).not.toContain(clientId)
    expect(await faultsIn(files)).toEqual([])
  })

  it('twice the same, but for when, and for what each leaves in ledger and trail', async () => {
    const [one, other] = [await exported(), await exported()]
    expect(other.paths()).toEqual(one.paths())
    for (const path of one.paths().filter((each) => !/manifest|ledger|access/.test(each)))
      expect([path, other.bytes(path).toString()]).toEqual([path, one.bytes(path).toString()])
    for (const path of one.paths().filter((each) => /^clients.*ledger/.test(each))) {
      const [before, after] = [one, other].map((files) => files.lines(path)[0])
      expect({ ...after, exportedAt: '' }).toEqual({ ...before, exportedAt: '' })
    }
    const [before, after] = [one, other].map(
      (files) => files.lines('practice/ledger.json')[0].events,
    )
    expect(after.slice(0, -1)).toEqual(before)
    expect(after.at(-1).type).toBe('record_exported')
  })
})
