import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { planDocumentIdOf } from '../../../shared/document/document-item.ts'
import { AskedRoom } from '../asked-room.ts'
import { code, expected } from './note-room.ts'
import { complete, PlanDeeds } from './plan-room.ts'

let room: AskedRoom
let deeds: PlanDeeds
beforeAll(async () => {
  room = await AskedRoom.open()
  deeds = new PlanDeeds(room.notes)
})
afterAll(() => room.close())

async function signedPlan() {
  const clientId = await room.notes.client()
  const diagnosisId = await deeds.diagnosis(clientId)
  const takenBy = room.notes.practice.memberId('baker')
  const gad = {
    instrument: 'GAD-7',
    answers: [2, 2, 2, 2, 2, 2, 2],
    takenOn: '2026-01-05',
    takenBy,
  }
  expected(await room.notes.as('baker').post(`/v1/clients/${clientId}/measures`, gad), 201)
  const planId = await deeds.signed(clientId, diagnosisId)
  return { clientId, diagnosisId, planId, documentId: planDocumentIdOf(planId) }
}

const listed = async (clientId: string, who = 'baker') =>
  expected(await room.documents(who).get(`/v1/clients/${clientId}/documents`), 200).documents

describe('a signed plan', () => {
  it('becomes a sealed PDF that says what was signed and shows what was measured', async () => {
    const { clientId, planId, documentId } = await signedPlan()
    expect(await listed(clientId)).toEqual([])
    await room.render()
    const of = { kind: 'treatment-plan', planId, documentId, version: 1, current: true }
    expect(await listed(clientId, 'biller')).toEqual([expect.objectContaining(of)])
    const text = await room.textOf(documentId)
    for (const said of [
      'Treatment plan From January 14, 2026 · review by April 14, 2026',
      'Zebulon Quagmire',
      'GAD-7: 14 at first, 14 on January 5, 2026, target 7',
      'Electronically signed by Dr. baker, PhD',
      'after password and one-time code: I made this treatment plan',
    ])
      expect(text).toContain(said)
  })

  it('becomes one, however often it is rendered, and also where the next superseded it meanwhile', async () => {
    const { clientId, diagnosisId, documentId } = await signedPlan()
    const next = await deeds.signed(clientId, diagnosisId)
    await room.render()
    await room.render()
    const ids = (await listed(clientId)).map((it: { documentId: string }) => it.documentId)
    expect(ids.sort()).toEqual([documentId, planDocumentIdOf(next)].sort())
  })

  it('is read as a PDF by whoever may read documents, and by nobody else', async () => {
    const { documentId } = await signedPlan()
    await room.render()
    const link = (who: string) =>
      room.documents(who).post(`/v1/documents/${documentId}/link`, undefined)
    for (const who of ['baker', 'novak', 'vogel', 'keeper']) expected(await link(who), 201)
    for (const who of ['carter', 'admin', 'biller']) {
      const answer = await link(who)
      expect([answer.status, code(answer)]).toEqual([403, 'not_allowed'])
    }
  })

  it('leaves with an export, and is missed where its PDF was taken out', async () => {
    const { clientId, documentId } = await signedPlan()
    const waiting = await room.exported(clientId)
    expect((await room.verified(waiting)).faults).toEqual([])
    await room.render()
    const whole = await room.exported(clientId)
    expect((await room.verified(whole)).faults).toEqual([])

    const folder = `clients/${clientId}`
    const kindsAfter = async (change: (files: typeof whole) => void) => {
      const files = whole.copy()
      change(files)
      files.rewriteManifest()
      return (await room.verified(files)).faults.map(({ kind }) => kind)
    }
    const lost = (files: typeof whole) => {
      files.remove(`${folder}/documents/${documentId.split('.')[1]}.pdf`)
      files.putLines(`${folder}/documents.jsonl`, [])
    }
    expect(await kindsAfter(lost)).toEqual(['document_missing'])
    const [line] = whole.lines(`${folder}/plans.jsonl`)
    line.signed.plan.necessity = 'Something else'
    expect(await kindsAfter((files) => files.putLines(`${folder}/plans.jsonl`, [line]))).toContain(
      'changed',
    )
    expect(await kindsAfter((files) => files.putLines(`${folder}/plans.jsonl`, []))).toContain(
      'record_missing',
    )
  })

  it('is no document while it is a draft, or where it was discarded', async () => {
    const clientId = await room.notes.client()
    const planId = await deeds.open(clientId)
    expected(await deeds.save(planId, complete(await deeds.diagnosis(clientId))), 200)
    expected(await deeds.end(planId, '"2"'), 200)
    await room.render()
    expect(await listed(clientId)).toEqual([])
  })
})
