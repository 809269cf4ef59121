import { TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb'
import { SignCommand } from '@aws-sdk/client-kms'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toRaw } from '../../../shared/aws/item.ts'
import { revisionKey } from '../../../shared/aws/note-place.ts'
import { plusMinutes } from '../../../shared/clock.ts'
import { verifyChain } from '../../../shared/ledger/verify-chain.ts'
import { type Caller, from, once } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { accept, expected, NoteRoom, sections } from './note-room.ts'

let room: NoteRoom
beforeAll(async () => {
  room = await NoteRoom.open()
})
afterAll(() => room.close())

type Send = (command: unknown) => Promise<unknown>

/** A client of AWS whose calls go through a test's hands. */
function through<T extends object>(
  client: T,
  hands: (send: Send, command: unknown) => Promise<unknown>,
): T {
  const send: Send = (command) => (client as unknown as { send: Send }).send(command)
  return new Proxy(client, {
    get: (target, name) =>
      name === 'send'
        ? (command: unknown) => hands(send, command)
        : Reflect.get(target, name, target),
  })
}

const fault = (name: string) => Object.assign(new Error(name), { name })

/** The function over a table whose next transaction is made, and its answer lost. */
function losing(): (name: string) => Caller {
  let lost = false
  const db = through(room.house.db, async (send, command) => {
    const answer = await send(command)
    if (lost || !(command instanceof TransactWriteItemsCommand)) return answer
    lost = true
    throw fault('TimeoutError')
  })
  return room.over({ db, kms: room.house.kms })
}

const later = () => {
  const start = plusMinutes(room.house.now(), 60)
  return { start, end: plusMinutes(start, 50) }
}
const service = { modality: 'in person', placeOfService: '11', services: [{ cpt: '90853' }] }
const demographics = { name: { given: 'Ada', family: 'Ng' }, birthDate: '1988-02-29' }

describe('a change whose answer was lost', () => {
  it.each<[string, () => Promise<(as: (name: string) => Caller) => Promise<Answer>>]>([
    [
      'opening a client’s record',
      async () => (as) => as('baker').post('/v1/clients', { demographics }, once('lost-client')),
    ],
    [
      'planning a session',
      async () => {
        const path = `/v1/clients/${await room.client()}/sessions`
        const body = { ...later(), ...service, participants: ['client'], diagnoses: [] }
        return (as) => as('baker').post(path, body, once('lost-session'))
      },
    ],
    [
      'planning a group',
      async () => {
        const ids = [await room.client(), await room.client()]
        const clients = ids.map((clientId) => ({ clientId, diagnoses: [] }))
        const body = { ...later(), ...service, clients }
        return (as) => as('baker').post('/v1/groups', body, once('lost-group'))
      },
    ],
    [
      'opening a note',
      async () => {
        const clientId = await room.client()
        const body = { sessionId: await room.session(clientId), template: 'dap' }
        return (as) => as('baker').post(`/v1/clients/${clientId}/notes`, body, once('lost-note'))
      },
    ],
    [
      'saving a draft',
      async () => {
        const { noteId } = await room.draft()
        const headers = { ...from('"0"'), ...once('lost-save') }
        return (as) => as('baker').put(`/v1/notes/${noteId}/draft`, { sections }, headers)
      },
    ],
    [
      'restoring a revision',
      async () => {
        const { noteId } = await room.written()
        const path = `/v1/notes/${noteId}/revisions/1/restoration`
        const headers = { ...from('"1"'), ...once('lost-restoration') }
        return (as) => as('baker').post(path, undefined, headers)
      },
    ],
    [
      'signing',
      async () => {
        const { noteId } = await room.written()
        const headers = { ...from('"1"'), ...once('lost-signature') }
        return (as) =>
          as('baker').post(`/v1/notes/${noteId}/signature`, accept('author/1'), headers)
      },
    ],
    [
      'adding to a note',
      async () => {
        const { noteId } = await room.signed()
        const body = { kind: 'addition', reason: 'More', text: 'Words.', ...accept('addendum/1') }
        return (as) => as('baker').post(`/v1/notes/${noteId}/addenda`, body, once('lost-addendum'))
      },
    ],
    [
      'co-signing',
      async () => {
        const { noteId } = await room.signed('novak')
        const headers = { ...from('"2"'), ...once('lost-co-signature') }
        const path = `/v1/notes/${noteId}/co-signature`
        return (as) => as('vogel').post(path, accept('co-signature/1'), headers)
      },
    ],
  ])('is there once, and the same request answers with it: %s', async (_what, prepare) => {
    const ask = await prepare()
    const first = await ask(losing())
    expect(first).toMatchObject({ status: 500, body: undefined })
    const made = await room.house.snapshot()
    const again = await ask((name) => room.cold(name))
    expect(again.status).toBeLessThan(300)
    expect(await room.house.snapshot()).toEqual(made)
  })

  it('leaves a chain that verifies', async () => {
    const { ledger } = room.house.recordsContext()
    const items = await room.house.items('LEDGER_TABLE')
    for (const chain of new Set(items.map(({ pk }) => String(pk)))) {
      const head = await ledger.head(chain)
      expect(verifyChain(await ledger.events(chain), { chain, ...(head && { head }) })).toEqual([])
    }
  })
})

describe('a service that is too busy', () => {
  it.each(['ThrottlingException', 'KMSInternalException'])(
    'leaves nothing of a signature, and it can be asked for again: %s',
    async (name) => {
      const { noteId } = await room.written()
      const kms = through(room.house.kms, async (send, command) => {
        if (command instanceof SignCommand) throw fault(name)
        return send(command)
      })
      const before = await room.house.snapshot()
      const body = accept('author/1')
      const path = `/v1/notes/${noteId}/signature`
      const busy = await room
        .over({ db: room.house.db, kms })('baker')
        .post(path, body, from('"1"'))
      expect(busy).toMatchObject({ status: 503, headers: { 'retry-after': '1' } })
      expect(await room.house.snapshot()).toEqual(before)
      expected(await room.sign(noteId), 200)
    },
  )

  it('answers no read whose access entry could not be kept', async () => {
    const { noteId, clientId } = await room.signed()
    const db = through(room.house.db, async (send, command) => {
      const { input } = command as { input: { TableName?: string } }
      if (input.TableName === 'ACCESS_TABLE') throw fault('ProvisionedThroughputExceededException')
      return send(command)
    })
    const baker = room.over({ db, kms: room.house.kms })('baker')
    const client = `/v1/clients/${clientId}`
    for (const path of [
      '/v1/clients',
      client,
      `${client}/notes`,
      `${client}/sessions`,
      `${client}/ledger`,
      `/v1/notes/${noteId}`,
      `/v1/notes/${noteId}/revisions`,
      `/v1/notes/${noteId}/revisions/1`,
    ])
      expect({ path, status: (await baker.get(path)).status }).toEqual({ path, status: 503 })
  })
})

describe('a long draft', () => {
  it('whose revisions were not all marked to go is finished by the same request', async () => {
    const { noteId } = await room.draft()
    const baker = room.as('baker')
    for (let revision = 0; revision < 81; revision++) {
      const body = { sections: { ...sections, plan: `${revision}` } }
      expected(await baker.put(`/v1/notes/${noteId}/draft`, body, from(`"${revision}"`)), 200)
    }
    const headers = { ...from('"81"'), ...once('sign-the-long-one') }
    const sign = () => baker.post(`/v1/notes/${noteId}/signature`, accept('author/1'), headers)
    expected(await sign(), 200)
    const made = await room.house.snapshot()
    const name = { practiceId: room.practice.id, noteId }
    await room.house.db.send(
      new UpdateItemCommand({
        TableName: 'RECORDS_TABLE',
        Key: toRaw({ ...revisionKey(name, 40) }),
        UpdateExpression: 'REMOVE expires',
      }),
    )
    expect(await room.house.snapshot()).not.toEqual(made)
    expected(await sign(), 200)
    expect(await room.house.snapshot()).toEqual(made)
  })
})
