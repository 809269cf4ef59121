import { join } from 'node:path'
import type { DynamoDBRecord } from 'aws-lambda'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../infra/local/state/journal.ts'
import {
  type StreamMappingDefinition,
  startStreamMapping,
} from '../../../../infra/local/triggers/stream-mapping.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const numberOf = (record: DynamoDBRecord) => Number(record.dynamodb?.SequenceNumber)

/** A table's stream in memory: records are numbered from 1. */
function stream() {
  const records: DynamoDBRecord[] = []
  let listener: (table: string) => void = () => {}
  return {
    put: (...kinds: string[]) => {
      for (const kind of kinds)
        records.push({
          eventName: 'INSERT',
          dynamodb: { SequenceNumber: String(records.length + 1), NewImage: { kind: { S: kind } } },
        })
      listener('notes')
    },
    read: async (_: string, after: string | undefined, limit: number) =>
      records.slice(Number(after ?? 0)).slice(0, limit),
    onRecords: (told: typeof listener) => {
      listener = told
      return () => {}
    },
  }
}

function mapping(
  given: Pick<StreamMappingDefinition, 'invoke'> & Partial<StreamMappingDefinition>,
  file = join(temporaryFolder(), 'places.journal'),
  source = stream(),
) {
  const places = openJournal<string>(file)
  const givenUp: number[] = []
  const definition: StreamMappingDefinition = {
    name: 'feed',
    table: 'notes',
    batchSize: 10,
    patterns: [],
    reportsItemFailures: true,
    bisects: false,
    retryAttempts: 1,
    oldestMs: Number.POSITIVE_INFINITY,
    giveUp: async (records) => void givenUp.push(...records.map(numberOf)),
    ...given,
  }
  const started = startStreamMapping(definition, source, places, () => {})
  const close = async () => {
    await started.close()
    places.close()
  }
  return { source, givenUp, place: () => places.get('feed'), drained: started.drained, close, file }
}

describe('a stream mapping', () => {
  it('hands over every record that matches, in order, in batches', async () => {
    const batches: number[][] = []
    const { source, drained, close } = mapping({
      batchSize: 2,
      patterns: [{ dynamodb: { NewImage: { kind: { S: ['note'] } } } }],
      invoke: async ({ Records }) => void batches.push(Records.map(numberOf)),
    })
    source.put('note', 'other', 'note', 'note', 'other')
    await drained()
    await close()
    expect(batches).toEqual([[1, 3], [4]])
  })

  it('repeats from the first record that failed, and goes on after it', async () => {
    const batches: number[][] = []
    const { source, drained, close, givenUp } = mapping({
      retryAttempts: 3,
      invoke: async ({ Records }) => {
        batches.push(Records.map(numberOf))
        const failed = batches.length === 1 ? [{ itemIdentifier: '2' }] : []
        return { batchItemFailures: failed }
      },
    })
    source.put('a', 'b', 'c')
    await drained()
    await close()
    expect(batches).toEqual([
      [1, 2, 3],
      [2, 3],
    ])
    expect(givenUp).toEqual([])
  })

  it('gives a record up after its attempts, names it, and goes on', async () => {
    let attempts = 0
    const done: number[] = []
    const { source, drained, close, givenUp, place } = mapping({
      bisects: true,
      retryAttempts: 1,
      invoke: async ({ Records }) => {
        if (Records.some((record) => numberOf(record) === 2)) {
          attempts++
          throw new Error('broken')
        }
        done.push(...Records.map(numberOf))
      },
    })
    source.put('a', 'b', 'c')
    await drained()
    await close()
    expect(givenUp).toEqual([2])
    expect(done).toEqual([1, 3])
    expect(attempts).toBeGreaterThanOrEqual(2)
    expect(place()).toBe('3')
  })

  it('repeats after a restart the batch that was under way', async () => {
    const seen: number[] = []
    const stopped = Promise.withResolvers<never>()
    const first = mapping({
      invoke: async ({ Records }) => {
        seen.push(...Records.map(numberOf))
        await stopped.promise
      },
    })
    first.source.put('a')
    await expect.poll(() => seen).toEqual([1])
    const closed = first.close()
    stopped.reject(new Error('stopped'))
    await closed

    const second = mapping(
      { invoke: async ({ Records }) => void seen.push(...Records.map(numberOf)) },
      first.file,
      first.source,
    )
    await second.drained()
    await second.close()
    expect(seen).toEqual([1, 1])
    expect(first.givenUp).toEqual([])
  })
})
