import { describe, expect, it } from 'vitest'
import {
  activeDiagnoses,
  addDiagnosis,
  changeDiagnosis,
  type DiagnosisList,
} from '../../shared/diagnosis/diagnosis-list.ts'
import { DiagnosisWords } from '../../shared/diagnosis/recorded-diagnosis.ts'
import { newId } from '../../shared/id.ts'

const clientId = newId()
const deed = { memberId: newId(), at: '2026-02-02T10:00:00.000Z' }
const thing = () => `${clientId}.${newId()}`
const words = (code: string, more: Partial<DiagnosisWords> = {}) =>
  DiagnosisWords.parse({ code, label: 'as we call it', since: '2026-01-05', ...more })

const none: DiagnosisList = { version: 0, diagnoses: [] }

/** A list after these were added one after the other. */
function listOf(...all: readonly DiagnosisWords[]): DiagnosisList {
  let list = none
  for (const each of all) list = after(list, addDiagnosis(list, thing(), each, deed))
  return list
}

function after(list: DiagnosisList, written: ReturnType<typeof addDiagnosis>): DiagnosisList {
  const ids = new Set(written.map(({ diagnosis }) => diagnosis.diagnosisId))
  const others = list.diagnoses.filter(({ diagnosis }) => !ids.has(diagnosis.diagnosisId))
  return { version: list.version + 1, diagnoses: [...others, ...written] }
}

const codes = (list: DiagnosisList) => activeDiagnoses(list.diagnoses).map((it) => it.words.code)

describe('a client’s diagnoses', () => {
  it('have one that is principal: the last that was said to be', () => {
    const list = listOf(
      words('F41.1', { principal: true }),
      words('F33.1', { principal: true, since: '2026-02-01' }),
    )
    expect(list.diagnoses.filter(({ words: { principal } }) => principal)).toHaveLength(1)
    expect(codes(list)).toEqual(['F33.1', 'F41.1'])
    const dethroned = list.diagnoses.find((it) => it.words.code === 'F41.1')
    expect(dethroned?.diagnosis).toMatchObject({ version: 2, changedBy: deed.memberId })
  })

  it('hold a code once, unless the earlier one is resolved', () => {
    const list = listOf(words('F41.1'))
    const again = () => addDiagnosis(list, thing(), words('F41.1'), deed)
    expect(again).toThrow('diagnosis_listed')
    expect(codes(listOf(words('F41.1', { resolvedOn: '2026-01-20' }), words('F41.1')))).toEqual([
      'F41.1',
    ])
  })

  it('do not hold another code twice by a change', () => {
    const list = listOf(words('F41.1'), words('F33.1'))
    const id = list.diagnoses[0]?.diagnosis.diagnosisId ?? ''
    const taken = changeDiagnosis(list, id, words('F41.0'), deed)
    expect(taken).toHaveLength(1)
    expect(() => changeDiagnosis(list, id, words('F33.1'), deed)).toThrow('diagnosis_listed')
  })

  it('know no diagnosis that is not there', () => {
    expect(() => changeDiagnosis(none, thing(), words('F41.1'), deed)).toThrow(
      'diagnosis_not_found',
    )
  })

  it.each([
    ['resolved before it began', { since: '2026-02-01', resolvedOn: '2026-01-31' }],
    ['principal and resolved', { principal: true, resolvedOn: '2026-02-01' }],
    ['no code of ICD-10-CM’s form', { code: '296.32' }],
  ])('are refused where one is %s', (_what, wrong) => {
    const right = { code: 'F41.1', label: 'worry', since: '2026-01-05' }
    expect(DiagnosisWords.safeParse({ ...right, ...wrong }).success).toBe(false)
  })
})
