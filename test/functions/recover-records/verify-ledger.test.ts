import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { clientChain } from '../../../shared/aws/client-table.ts'
import { type RecoveryRoom, recoveryRoom } from './recovery-room.ts'

let it_: RecoveryRoom
let chain: string
beforeEach(async () => {
  it_ = await recoveryRoom()
  const { clientId } = await it_.room.signed()
  chain = clientChain(it_.room.practice.id, clientId)
})
afterEach(() => it_.room.close())

const run = async (task: 'verify-ledger' | 'mend-heads') => (await it_.recover(task))[0]
const ledger = () => it_.house.table('LEDGER_TABLE')
const key = (sk: string) => ({ pk: chain, sk })
const event = (seq: number) => key(`E#${String(seq).padStart(10, '0')}`)
const remove = (place: { pk: string; sk: string }) =>
  ledger().commit([{ write: ledger().delete(place) }])
const lastSeq = async () => Number((await ledger().get(key('HEAD')))?.['seq'])

describe('every chain of the ledger', () => {
  it('is verified, the practice’s and the clients’', async () => {
    const answer = await run('verify-ledger')
    expect(answer).toMatchObject({
      done: true,
      counts: { chains: 2, broken: 0, withoutRecord: 0 },
      breaks: [],
    })
    expect(answer?.counts).toHaveProperty('events', (await lastSeq()) + 1)
  })

  it.each([
    ['its last event', async () => remove(event(await lastSeq())), 'missing'],
    ['an event in its midst', () => remove(event(2)), 'missing'],
    ['its head', () => remove(key('HEAD')), 'beyond_head'],
  ])('is named where a restore lost %s', async (_what, lose, kind) => {
    await lose()
    const answer = await run('verify-ledger')
    expect(answer).toMatchObject({ counts: { broken: 1 } })
    expect(answer).toHaveProperty('breaks')
    expect(JSON.stringify(answer)).toContain(`"chain":"${chain}","kind":"${kind}"`)
  })

  it.each([
    ['the head without its event', async () => remove(event(await lastSeq()))],
    ['no head', () => remove(key('HEAD'))],
    [
      'an event without the head that belongs to it',
      async () => {
        const before = await ledger().get(event((await lastSeq()) - 1))
        const head = { ...key('HEAD'), seq: (await lastSeq()) - 1, hash: before?.['hash'] }
        await ledger().commit([{ write: ledger().put(head) }])
      },
    ],
  ])('is whole again where it was left with %s, and can be added to', async (_what, lose) => {
    await lose()
    expect(await run('mend-heads')).toMatchObject({ mended: [chain], broken: [] })
    expect(await run('verify-ledger')).toMatchObject({ counts: { broken: 0 } })
    expect(await run('mend-heads')).toMatchObject({ mended: [], broken: [] })
    const clientId = chain.split('#C#')[1] ?? ''
    await it_.room.session(clientId)
    expect(await run('verify-ledger')).toMatchObject({ counts: { broken: 0 } })
  })

  it('that breaks in its midst is left as it is: no head would make it whole', async () => {
    await remove(event(2))
    const before = await it_.house.snapshot()
    expect(await run('mend-heads')).toMatchObject({ mended: [], broken: [chain] })
    expect(await it_.house.snapshot()).toEqual(before)
  })

  it('tells ids and kinds, and no word of a record', async () => {
    await remove(event(2))
    const answers = [
      await run('verify-ledger'),
      await run('mend-heads'),
      ...(await it_.recover('rebuild-notes')),
    ]
    for (const word of ['Zebulon', 'Quagmire', 'kumquat']) {
      expect(JSON.stringify(answers)).not.toContain(word)
      expect(it_.house.logged.join()).not.toContain(word)
    }
  })
})
