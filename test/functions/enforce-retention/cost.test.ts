import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { destroyClient } from '../../../functions/enforce-retention/destroy-client.ts'
import { sequenceOf } from '../../../infra/local/wire.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import { counting } from './counted-calls.ts'
import { RetentionRoom } from './retention-room.ts'

let room: RetentionRoom
beforeAll(async () => {
  room = await RetentionRoom.open()
})
afterAll(() => room.close())

/** A cold function's clients, and what they send. */
function counted(name: string) {
  const { dynamodb } = room.house.services.clientsOf(name, allowAll)
  return { context: room.context({ db: dynamodb }), sent: counting(dynamodb) }
}

describe('destroying a client’s keys', () => {
  async function untilNoReturn(notes: number) {
    const clientId = await room.bareClient()
    await room.fill(clientId, notes)
    await room.approvedItem(clientId)
    const { context, sent } = counted(`Notes${notes}`)
    const { calls } = room.house.services
    calls.length = 0
    await destroyClient(context, { practiceId: room.practice.id, clientId })
    return { commands: sent.commands, readUnits: sent.readUnits, steps: sequenceOf(calls).length }
  }

  it('takes the same calls for 10 notes and for 200, and one transaction ends it', async () => {
    const few = await untilNoReturn(10)
    const many = await untilNoReturn(200)
    expect(many.commands).toEqual(few.commands)
    expect(many.readUnits).toBe(few.readUnits)
    expect(few.commands.filter((name) => name === 'TransactWriteItemsCommand')).toHaveLength(1)
    expect(few.commands.at(-1)).toBe('TransactWriteItemsCommand')
  })
})

describe('the daily run', () => {
  it('reads no more where more clients are stored, with the same number due', async () => {
    const due = async () => {
      for (let i = 0; i < 3; i++) await room.bareClient()
    }
    await due()
    room.house.travelTo('2037-01-05T09:40:00.000Z')
    // They are proposed, and what was destroyed above is looked for once more.
    await room.run()
    room.house.advance(16 * 60_000)
    await room.run()
    const first = counted('Few')
    const few = await room.run({}, first.context)
    for (let i = 0; i < 150; i++)
      await room.bareClient({ retention: { lastServiceOn: '2036-06-01', birthYear: 1980 } })
    const second = counted('Many')
    const many = await room.run({}, second.context)
    expect(few).toMatchObject({ due: 3, waiting: 3 })
    expect(many).toEqual(few)
    expect(second.sent.readUnits).toBe(first.sent.readUnits)
    expect(second.sent.commands.length).toBe(first.sent.commands.length)
  })
})
