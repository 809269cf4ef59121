import { correctMeasureOperation } from '../../shared/api/measures.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import { type ClientThingId, derivedId, partsOf } from '../../shared/id.ts'
import { enterMeasureInError } from '../../shared/measure/enter-measure-in-error.ts'
import type { Measure } from '../../shared/measure/measure.ts'
import { Refused } from '../../shared/refused.ts'
import type { RecordsContext } from './context.ts'
import { insistOnTaken, measureRecorded, measureWasWrong } from './measure-recorded.ts'
import { measureView } from './measure-view.ts'

/** `POST /v1/measures/{measureId}/correction`: wrong and right in one write, each with its event. */
export const correctMeasure = (records: RecordsContext) =>
  endpoint(
    correctMeasureOperation,
    async ({ path: { measureId }, body: { reason, instead }, caller, ifMatch }) => {
      const { practiceId, member } = caller
      const { memberId } = member
      const { clientId } = partsOf(measureId)
      const chain = clientChain(practiceId, clientId)
      const [, found, settings, taker, head] = await reachClient(
        records,
        caller,
        {
          clientId,
          action: 'measure.record',
          about: measureId,
          missing: 'measure_not_found',
        },
        records.measures.find(practiceId, measureId),
        records.practice.settings(practiceId),
        instead ? records.practice.member(practiceId, instead.takenBy) : Promise.resolve(undefined),
        records.ledger.head(chain),
      )
      if (!found) throw new Refused('measure_not_found', [measureId])
      const at = records.now()
      const insteadId = insteadOf(measureId)
      const wrong = enterMeasureInError(
        found.measure,
        { memberId, at, version: ifMatch },
        instead && insteadId,
      )
      if (instead)
        insistOnTaken(instead, { now: at, zone: settings.zone, member: taker }, '/body/instead')
      const deed = { practiceId, actorId: memberId, at }
      const error = measureWasWrong(deed, wrong, reason)
      const right: Measure = {
        state: 'recorded',
        measureId: insteadId,
        clientId,
        recordedBy: memberId,
        recordedAt: at,
        version: 1,
      }
      const recorded = instead && measureRecorded(deed, right, instead)
      const writes = [
        await records.measures.enterInError(practiceId, wrong, error.record, () => {
          throw new Refused('stale_revision', [measureId])
        }),
        ...(recorded
          ? [await records.measures.record(practiceId, right, recorded.record, undefined)]
          : []),
      ]
      await records.ledger.commit(
        [error, ...(recorded ? [recorded] : [])].map(({ event }) => ({ chain, head, event })),
        () => writes,
      )
      const marked = { ...found, measure: wrong, errorReason: reason }
      const answer = {
        wrong: measureView(marked),
        ...(instead && { instead: measureView({ measure: right, words: instead }) }),
      }
      return reply(200, answer, { version: wrong.version })
    },
    async ({ path: { measureId }, body, caller: { practiceId, member }, ifMatch }) => {
      const [wrong, instead] = await Promise.all([
        records.measures.find(practiceId, measureId),
        records.measures.find(practiceId, insteadOf(measureId)),
      ])
      if (wrong?.measure.state !== 'entered-in-error') return undefined
      const { version, enteredInErrorBy } = wrong.measure
      const stands = {
        reason: wrong.errorReason,
        ...(instead && { instead: instead.words }),
      }
      return version === ifMatch + 1 &&
        enteredInErrorBy === member.memberId &&
        sameJson(stands, body)
        ? reply(
            200,
            { wrong: measureView(wrong), ...(instead && { instead: measureView(instead) }) },
            { version },
          )
        : undefined
    },
  )

/** A measure is corrected once, so what stands in its place has one id, whoever asks again. */
const insteadOf = (measureId: ClientThingId): ClientThingId =>
  `${partsOf(measureId).clientId}.${derivedId('measure instead', measureId)}`
