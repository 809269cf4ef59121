import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { NoteAudit, PreflightReport } from '../../../shared/api/preflight.ts'
import { from } from '../harness.ts'
import { canary, expected, type NoteRoom, type Opened, sections } from './note-room.ts'
import { refused, type Scene, scene } from './note-scene.ts'
import { PlanDeeds } from './plan-room.ts'

let all: Scene
let room: NoteRoom
beforeAll(async () => {
  all = await scene()
  room = all.room
})
afterAll(() => room.close())

const january = { from: '2026-01-01', to: '2026-01-31' }
const audit = async (note: Opened, name = 'baker') =>
  NoteAudit.parse(expected(await room.as(name).get(`/v1/notes/${note.noteId}/audit`), 200))
const ask = (clientId: string, name: string, body: object = january) =>
  room.as(name).post(`/v1/clients/${clientId}/preflight`, body)
const report = async (clientId: string, name = 'baker', body: object = january) =>
  PreflightReport.parse(expected(await ask(clientId, name, body), 200))
const rules = ({ findings }: Pick<PreflightReport, 'findings'>) => findings.map(({ rule }) => rule)

describe('the audit of a note', () => {
  it('tells its author what the draft lacks, and is gone where it is mended', async () => {
    const before = await audit(all.draft)
    expect(before).toMatchObject({ noteId: all.draft.noteId, version: 1 })
    expect(rules(before)).toContain('technique-named')
    expect(before.findings.every(({ noteId }) => noteId === all.draft.noteId)).toBe(true)

    const draft = await room.written()
    const words = {
      ...sections,
      objective: 'Thought record and interoceptive exposure; tolerated.',
    }
    const path = `/v1/notes/${draft.noteId}/draft`
    expected(await room.as('baker').put(path, { sections: words }, from('"1"')), 200)
    const after = await audit(draft)
    expect(after.version).toBe(2)
    expect(rules(after)).not.toContain('technique-named')
  })

  it('tells of a session that nobody marked as held', async () => {
    expect(rules(await audit(all.planned))).toContain('start-stop')
    expect(rules(await audit(all.draft))).not.toContain('start-stop')
  })

  it('holds a signed note against what was signed, and tells of the co-signature that is due', async () => {
    expect(rules(await audit(all.due, 'vogel'))).toContain('co-signature')
    expect(rules(await audit(all.signed))).not.toContain('co-signature')
  })

  it('tells of words that are those of an earlier note of the client', async () => {
    const words = Array.from({ length: 40 }, (_, i) => `word${i}`).join(' ')
    const clientId = await room.client()
    const write = async (start: string) => {
      const sessionId = await room.session(clientId, { start })
      const baker = room.as('baker')
      const opened = { sessionId, template: 'dap' }
      const { noteId } = expected(await baker.post(`/v1/clients/${clientId}/notes`, opened), 201)
      const said = { sections: { data: words, assessment: 'Better.', plan: 'Weekly.' } }
      expected(await baker.put(`/v1/notes/${noteId}/draft`, said, from('"0"')), 200)
      return { noteId, clientId, sessionId }
    }
    const earlier = await write('2026-01-12T14:00:00.000Z')
    const later = await write('2026-01-13T14:00:00.000Z')
    // A draft is nobody's earlier note: it may still change.
    expect(rules(await audit(later))).not.toContain('cloned-text')
    expected(await room.sign(earlier.noteId, 'baker', { lateReason: 'Ill' }), 200)
    const found = (await audit(later)).findings.find(({ rule }) => rule === 'cloned-text')
    expect(found?.says).toMatch(/% of this note’s words are those of 2026-01-12/)
    expect(rules(await audit(earlier))).not.toContain('cloned-text')
  })

  it.each([
    ['a colleague of a draft’s author', 'novak', () => all.draft, 403, 'not_allowed'],
    ['a biller', 'biller', () => all.signed, 403, 'not_allowed'],
    ['an admin', 'admin', () => all.signed, 403, 'not_allowed'],
    ['the author, once it is in error', 'baker', () => all.marked, 409, 'note_entered_in_error'],
  ])('refuses %s, and stores nothing', async (_who, name, of, status, type) => {
    const path = `/v1/notes/${of().noteId}/audit`
    expect(await refused(room, () => room.as(name).get(path))).toEqual([status, type])
  })

  it('does not find another practice’s note', async () => {
    const path = `/v1/notes/${all.signed.noteId}/audit`
    expect(await refused(room, () => all.south.as('baker').get(path))).toEqual([
      404,
      'note_not_found',
    ])
  })
})

describe('a treatment plan', () => {
  const ofPlans = (found: Pick<PreflightReport, 'findings'>) =>
    rules(found).filter((rule) => /plan/.test(rule))

  it('is missed by audit and preflight until one is signed, and then held against the session', async () => {
    const note = await room.written()
    const { clientId } = note
    const deeds = new PlanDeeds(room)
    const diagnosisId = await deeds.diagnosis(clientId, 'F41.0')
    expect(ofPlans(await audit(note))).toEqual(['plan-in-force'])
    expect(ofPlans(await report(clientId, 'biller'))).toEqual(['plan-in-force'])
    await deeds.signed(clientId, diagnosisId)
    expect(ofPlans(await audit(note))).toEqual([])
    expect(ofPlans(await report(clientId, 'biller'))).toEqual([])
    await deeds.signed(clientId, await deeds.diagnosis(clientId, 'F33.1'))
    expect(ofPlans(await audit(note))).toEqual(['diagnosis-on-plan'])
  })

  it('that was signed on the day of another is the one that counts from then on', async () => {
    const note = await room.written()
    const { clientId } = note
    const deeds = new PlanDeeds(room)
    for (const code of ['F41.0', 'F33.1', 'F41.0']) {
      room.house.advance(1_000)
      const listed = (await room.as('baker').get(`/v1/clients/${clientId}/diagnoses`)).body
        .diagnoses
      const known = listed.find((each: { words: { code: string } }) => each.words.code === code)
      const diagnosisId = known?.diagnosis.diagnosisId ?? (await deeds.diagnosis(clientId, code))
      await deeds.signed(clientId, diagnosisId)
      expect(ofPlans(await audit(note))).toEqual(code === 'F41.0' ? [] : ['diagnosis-on-plan'])
    }
  })

  it('that was ended before the session is missed again', async () => {
    const clientId = await room.client()
    const deeds = new PlanDeeds(room)
    const planId = await deeds.signed(clientId, await deeds.diagnosis(clientId, 'F41.0'))
    expected(await deeds.end(planId, '"3"'), 200)
    room.house.advance(2 * 86_400_000)
    const start = room.house.now()
    room.house.advance(3_600_000)
    const sessionId = await room.session(clientId, { start })
    const body = { sessionId, template: 'soap' }
    const opened = await room.as('baker').post(`/v1/clients/${clientId}/notes`, body)
    const { noteId } = expected(opened, 201)
    expect(ofPlans(await audit({ noteId, clientId, sessionId }))).toEqual(['plan-in-force'])
  })
})

describe('the preflight of a client’s record', () => {
  it('tells of each note of these days, of drafts, and of what is not on file', async () => {
    const { clientId } = all.signed
    const found = await report(clientId, 'biller')
    expect(found).toMatchObject({ ...january, notes: 1 })
    expect(rules(found)).toContain('technique-named')
    expect(rules(await report(all.draft.clientId, 'biller'))).toContain('signature')
    expect(rules(found)).not.toContain('insurance')
    const other = await report(clientId, 'biller', { ...january, payer: 'Another Plan' })
    expect(rules(other)).toContain('insurance')
    expect(rules(await report(all.marked.clientId))).toContain('note-there')
    const later = { from: '2026-02-01', to: '2026-02-28' }
    expect(await report(clientId, 'biller', later)).toEqual({ ...later, notes: 0, findings: [] })
  })

  it('says no word of a note to anybody, and does not open a draft’s', async () => {
    for (const { clientId } of [all.signed, all.draft, all.due])
      for (const name of ['biller', 'baker']) {
        const { body } = await ask(clientId, name)
        expect(JSON.stringify(body)).not.toContain(canary.words)
        expect(JSON.stringify(body)).not.toContain(canary.family)
      }
    expect(rules(await report(all.draft.clientId))).not.toContain('technique-named')
    expect(rules(await report(all.signed.clientId))).toContain('technique-named')
  })

  it('leaves an entry in the access trail', async () => {
    const { clientId } = all.signed
    await report(clientId, 'keeper')
    const entries = (await room.house.items('ACCESS_TABLE')).filter(
      ({ action, memberId }) =>
        action === 'preflight.read' && memberId === room.practice.memberId('keeper'),
    )
    expect(entries).toHaveLength(1)
  })

  it.each([
    ['an admin', () => ask(all.signed.clientId, 'admin'), 403, 'not_allowed'],
    [
      'days in the wrong order',
      () => ask(all.signed.clientId, 'baker', { from: '2026-02-01', to: '2026-01-01' }),
      400,
      'invalid_request',
    ],
    [
      'a day that is none',
      () => ask(all.signed.clientId, 'baker', { ...january, to: '2026-02-30' }),
      400,
      'invalid_request',
    ],
    [
      'a field that is not known',
      () => ask(all.signed.clientId, 'baker', { ...january, all: true }),
      400,
      'invalid_request',
    ],
    [
      'another practice',
      () => all.south.as('biller').post(`/v1/clients/${all.signed.clientId}/preflight`, january),
      404,
      'client_not_found',
    ],
  ])('refuses %s, and stores nothing', async (_what, deed, status, type) => {
    expect(await refused(room, deed)).toEqual([status, type])
  })

  it('refuses whoever is barred from the record', async () => {
    const { clientId } = await room.signed()
    const path = `/v1/clients/${clientId}/care-team`
    const { body, headers } = await room.as('admin').get(`/v1/clients/${clientId}`)
    const barred = { careTeam: body.careTeam, barred: [room.practice.memberId('biller')] }
    expected(await room.as('admin').put(path, barred, from(headers['etag'] ?? '')), 200)
    expect(await refused(room, () => ask(clientId, 'biller'))).toEqual([403, 'not_allowed'])
  })
})
