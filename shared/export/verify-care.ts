import type { ClientRecords } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportedPlan } from './exported-record.ts'
import { latest, opens } from './sealed-record.ts'
import { verifyParts } from './verify-parts.ts'

/** Diagnoses, measures and treatment plans: each against the events, and the other way. */
export const verifyCare = (client: ClientRecords): ExportFault[] => [
  ...diagnoses(client),
  ...measures(client),
  ...plansOpened(client),
  ...plansSigned(client),
]

/** What one said before is no longer kept: its newest event tells of what there is. */
function diagnoses({ clientId, folder, events, diagnoses: all }: ClientRecords): ExportFault[] {
  const place = { clientId, file: `${folder}/diagnoses.jsonl` }
  const told = Map.groupBy(
    [...events.values()].filter(
      ({ type }) => type === 'diagnosis_added' || type === 'diagnosis_changed',
    ),
    ({ about }) => about['diagnosisId'] ?? '',
  )
  const there = new Set(all.map(({ value }) => value.diagnosis.diagnosisId))
  const missing = [...told].flatMap(([id, own]): ExportFault[] => {
    const event = latest(own)
    if (!event || there.has(id)) return []
    return [{ kind: 'record_missing', ...place, event: event.seq, record: id }]
  })
  const wrong = all.flatMap(({ value: { diagnosis, record }, line }): ExportFault[] => {
    const { diagnosisId, version } = diagnosis
    const at = { ...place, line, record: diagnosisId }
    const event = latest(told.get(diagnosisId) ?? [])
    if (!event) return [{ kind: 'record_unknown', ...at }]
    const seen = { ...at, event: event.seq }
    if (!opens(event, record)) return [{ kind: 'changed', ...seen }]
    return record.diagnosisId === diagnosisId && event.about['version'] === String(version)
      ? []
      : [{ kind: 'disagrees', ...seen }]
  })
  return [...missing, ...wrong]
}

const measures = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'measures.jsonl',
    'measureId',
    ['measure_recorded', 'measure_entered_in_error'],
    client.measures.map(({ value: { measure, record, error }, line }) => ({
      id: measure.measureId,
      line,
      parts: [
        { type: 'measure_recorded', part: record },
        ...(error ? [{ type: 'measure_entered_in_error' as const, part: error }] : []),
      ],
      agrees:
        record.measureId === measure.measureId &&
        (measure.state === 'entered-in-error') === (error !== undefined),
    })),
  )

/** Of a draft the ledger tells only that it was begun. */
function plansOpened({ clientId, folder, events, plans }: ClientRecords): ExportFault[] {
  const place = { clientId, file: `${folder}/plans.jsonl` }
  const opened = new Map(
    [...events.values()]
      .filter(({ type }) => type === 'plan_opened')
      .map(({ about, seq }) => [about['planId'] ?? '', seq]),
  )
  const there = new Set(plans.map(({ value }) => value.plan.planId))
  return [
    ...[...opened]
      .filter(([planId]) => !there.has(planId))
      .map(([record, event]): ExportFault => ({ kind: 'record_missing', ...place, event, record })),
    ...plans
      .filter(({ value }) => !opened.has(value.plan.planId))
      .map(({ value, line }): ExportFault => {
        return { kind: 'record_unknown', ...place, line, record: value.plan.planId }
      }),
  ]
}

const plansSigned = (client: ClientRecords): ExportFault[] =>
  verifyParts(
    client,
    'plans.jsonl',
    'planId',
    ['plan_signed', 'plan_ended'],
    client.plans.map(({ value, line }) => ({
      id: value.plan.planId,
      line,
      parts: [
        ...(value.signed ? [{ type: 'plan_signed' as const, part: value.signed }] : []),
        ...(value.end ? [{ type: 'plan_ended' as const, part: value.end }] : []),
      ],
      agrees: agrees(client, value),
    })),
  )

/** Whether what is known of a plan openly is what was signed, and its signature the event's. */
function agrees(
  { clientId, client, chain, events }: ClientRecords,
  { plan, signed, draft, end }: ExportedPlan,
): boolean {
  const over = plan.state === 'ended' || plan.state === 'discarded'
  if (plan.clientId !== clientId || plan.practiceId !== client?.client.practiceId) return false
  if (over !== (end !== undefined)) return false
  if (plan.state === 'draft' || plan.state === 'discarded')
    return draft !== undefined && signed === undefined
  if (!signed || draft) return false
  const { signature, ledger } = signed
  // No commitment covers these: they were not known yet when it was made.
  const event = events.get(ledger.seq)
  return (
    event?.signature?.value === signature.value &&
    event.signature.keyArn === signature.keyArn &&
    event.commitment === signature.commitment &&
    ledger.chain === chain?.chain &&
    signed.planId === plan.planId &&
    signed.client.id === clientId &&
    signature.signer.memberId === plan.authorId &&
    signature.signedAt === plan.signedAt &&
    signed.plan.from === plan.from &&
    signed.plan.reviewOn === plan.reviewOn &&
    signed.plan.estimatedEndOn === plan.estimatedEndOn
  )
}
