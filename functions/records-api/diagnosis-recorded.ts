import { clientChain } from '../../shared/aws/client-table.ts'
import type { Deed } from '../../shared/aws/practice-events.ts'
import type {
  DiagnosisRecord,
  RecordedDiagnosis,
  WholeDiagnosis,
} from '../../shared/diagnosis/recorded-diagnosis.ts'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import type { EventDraft } from '../../shared/ledger/event.ts'

/** A diagnosis as it is sealed, and the event that commits to it. */
export function diagnosisRecorded(
  { practiceId, actorId, at }: Deed,
  { diagnosis, words }: WholeDiagnosis,
): { diagnosis: RecordedDiagnosis; record: DiagnosisRecord; event: EventDraft } {
  const { diagnosisId, clientId, version, changedAt } = diagnosis
  const record: DiagnosisRecord = {
    form: 'noteseal/diagnosis/1',
    diagnosisId,
    words,
    nonce: newNonce(),
  }
  return {
    diagnosis,
    record,
    event: {
      chain: clientChain(practiceId, clientId),
      type: changedAt === undefined ? 'diagnosis_added' : 'diagnosis_changed',
      actorId,
      at,
      about: { diagnosisId, version: String(version) },
      commitment: commit(record.nonce, committedPart(record)),
    },
  }
}
