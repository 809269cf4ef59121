import { expect, it, onTestFinished } from 'vitest'
import { trimStreams } from '../../../../infra/local/triggers/trim-streams.ts'

const reader = (table: string, place: string | undefined) => ({
  table,
  place: () => place,
  drained: async () => {},
  close: async () => {},
})

it('forgets of a stream what all of its readers are done with, and nothing before all have begun', async () => {
  const trimmed = new Map<string, string>()
  const stop = trimStreams(
    { trimStream: async (table, upTo) => void trimmed.set(table, upTo) },
    [
      reader('notes', '0012'),
      reader('notes', '0009'),
      reader('words', '0005'),
      reader('words', undefined),
    ],
    () => {},
    5,
  )
  onTestFinished(stop)
  await expect.poll(() => [...trimmed]).toEqual([['notes', '0009']])
})
