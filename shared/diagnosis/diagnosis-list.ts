import type { Instant } from '../clock.ts'
import type { ClientThingId, Id } from '../id.ts'
import { partsOf } from '../id.ts'
import { Refused } from '../refused.ts'
import type { DiagnosisWords, WholeDiagnosis } from './recorded-diagnosis.ts'

/** All of a client's diagnoses, resolved ones too. They change together: one version is that of all. */
export interface DiagnosisList {
  /** 0 before there was any. */
  readonly version: number
  readonly diagnoses: readonly WholeDiagnosis[]
}

interface Deed {
  readonly memberId: Id
  readonly at: Instant
}

/**
 * Adds a diagnosis.
 *
 * @returns all that is written anew: it, and the one that was principal before it
 * @throws Refused `diagnosis_listed` where the same code is on the list, not resolved
 */
export function addDiagnosis(
  list: DiagnosisList,
  diagnosisId: ClientThingId,
  words: DiagnosisWords,
  { memberId, at }: Deed,
): readonly [WholeDiagnosis, ...WholeDiagnosis[]] {
  insistOnOnce(list, diagnosisId, words)
  const { clientId } = partsOf(diagnosisId)
  const version = list.version + 1
  const diagnosis = { diagnosisId, clientId, recordedBy: memberId, recordedAt: at, version }
  return [{ diagnosis, words }, ...dethroned(list, diagnosisId, words, { memberId, at })]
}

/**
 * Says something else of a diagnosis; resolving is saying since when it is so.
 *
 * @returns as `addDiagnosis`
 * @throws Refused `diagnosis_not_found`, `diagnosis_listed`
 */
export function changeDiagnosis(
  list: DiagnosisList,
  diagnosisId: ClientThingId,
  words: DiagnosisWords,
  deed: Deed,
): readonly [WholeDiagnosis, ...WholeDiagnosis[]] {
  const before = list.diagnoses.find((each) => each.diagnosis.diagnosisId === diagnosisId)
  if (!before) throw new Refused('diagnosis_not_found', [diagnosisId])
  insistOnOnce(list, diagnosisId, words)
  return [changed(list, before, words, deed), ...dethroned(list, diagnosisId, words, deed)]
}

/** Those that are not resolved: what is principal first, then the longest known. */
export const activeDiagnoses = (diagnoses: readonly WholeDiagnosis[]): WholeDiagnosis[] =>
  diagnoses
    .filter(({ words }) => words.resolvedOn === undefined)
    .toSorted((a, b) => placeOf(a).localeCompare(placeOf(b)))

const placeOf = ({ words, diagnosis }: WholeDiagnosis) =>
  `${words.principal ? 0 : 1} ${words.since} ${words.code} ${diagnosis.diagnosisId}`

function insistOnOnce(
  { diagnoses }: DiagnosisList,
  diagnosisId: ClientThingId,
  words: DiagnosisWords,
): void {
  if (words.resolvedOn !== undefined) return
  const same = activeDiagnoses(diagnoses).find(
    (each) => each.words.code === words.code && each.diagnosis.diagnosisId !== diagnosisId,
  )
  if (same) throw new Refused('diagnosis_listed', [same.diagnosis.diagnosisId])
}

function dethroned(
  list: DiagnosisList,
  diagnosisId: ClientThingId,
  { principal }: DiagnosisWords,
  deed: Deed,
): WholeDiagnosis[] {
  if (!principal) return []
  return list.diagnoses
    .filter((each) => each.words.principal && each.diagnosis.diagnosisId !== diagnosisId)
    .map((each) => {
      const { principal: _principal, ...words } = each.words
      return changed(list, each, words, deed)
    })
}

const changed = (
  { version }: DiagnosisList,
  { diagnosis }: WholeDiagnosis,
  words: DiagnosisWords,
  { memberId, at }: Deed,
): WholeDiagnosis => ({
  diagnosis: { ...diagnosis, changedBy: memberId, changedAt: at, version: version + 1 },
  words,
})
