import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'
import { accountingEndpoints } from '../../../functions/records-api/accounting-endpoints.ts'
import { askedEndpoints } from '../../../functions/records-api/asked-endpoints.ts'
import { careEndpoints } from '../../../functions/records-api/care-endpoints.ts'
import { clientEndpoints } from '../../../functions/records-api/client-endpoints.ts'
import { consentEndpoints } from '../../../functions/records-api/consent-endpoints.ts'
import type { RecordsContext } from '../../../functions/records-api/context.ts'
import { custodyEndpoints } from '../../../functions/records-api/custody-endpoints.ts'
import { exportEndpoints } from '../../../functions/records-api/export-endpoints.ts'
import { groupEndpoints } from '../../../functions/records-api/group-endpoints.ts'
import { noteEndpoints } from '../../../functions/records-api/note-endpoints.ts'
import { prefetchKey } from '../../../functions/records-api/prefetch-key.ts'
import { retentionEndpoints } from '../../../functions/records-api/retention-endpoints.ts'
import { sessionEndpoints } from '../../../functions/records-api/session-endpoints.ts'
import { type Instant, plusMinutes } from '../../../shared/clock.ts'
import { type Caller, from, House, type Practice } from '../harness.ts'
import type { Answer } from '../http-call.ts'

/** Words that must appear nowhere but in answers to those who may read them. */
export const canary = {
  given: 'Zebulon',
  family: 'Quagmire',
  words: 'kumquat-nightmare',
  reason: 'plover-detour',
}

export const sections = {
  subjective: `Client reports a ${canary.words}.`,
  objective: 'On time, mildly anxious.',
  assessment: 'Progress toward goal 1.',
  plan: 'Weekly.',
}

/** A practice with a clinician, a supervised one and their supervisor, ready to write notes. */
export class NoteRoom {
  readonly house: House
  readonly practice: Practice
  readonly #context: RecordsContext
  readonly #serve: ReturnType<House['serve']>

  private constructor(house: House, practice: Practice) {
    this.house = house
    this.practice = practice
    this.#context = house.recordsContext()
    this.#serve = this.#served(this.#context)
  }

  static async open(starting: Promise<House> = House.start()): Promise<NoteRoom> {
    const house = await starting
    return new NoteRoom(house, await practiceOf(house, 'north'))
  }

  /** Another practice in the same tables. */
  async neighbour(): Promise<NoteRoom> {
    return new NoteRoom(this.house, await practiceOf(this.house, 'south'))
  }

  as(name: string, more: { authTime?: number } = {}): Caller {
    return this.#serve(this.practice, name, more)
  }

  /** The function over other clients: slower ones, or ones that wait. */
  over(aws: { db: DynamoDBClient; kms: KMSClient }): (name: string) => Caller {
    const serve = this.#served(this.house.recordsContext(aws))
    return (name) => serve(this.practice, name)
  }

  /** The same member in another execution environment, which remembers nothing. */
  cold(name: string): Caller {
    return this.#served(this.house.recordsContext())(this.practice, name)
  }

  async client(careTeam: readonly string[] = ['baker', 'novak']): Promise<string> {
    const answer = await this.as('admin').post('/v1/clients', {
      demographics: {
        name: { given: canary.given, family: canary.family },
        birthDate: '1987-11-23',
        insurance: [{ order: 'primary', payer: 'Cascadia', plan: 'PPO', memberId: 'CHP-7731' }],
      },
      careTeam: careTeam.map((name) => this.practice.memberId(name)),
    })
    return expected(answer, 201).clientId
  }

  /** A session that ended a moment ago, unless said otherwise. */
  async session(
    clientId: string,
    {
      holder = 'baker',
      held = true,
      start,
    }: { holder?: string; held?: boolean; start?: Instant } = {},
  ): Promise<string> {
    const begin = start ?? plusMinutes(this.house.now(), -60)
    const times = { start: begin, end: plusMinutes(begin, 55) }
    const planned = await this.as('admin').post(`/v1/clients/${clientId}/sessions`, {
      memberId: this.practice.memberId(holder),
      ...times,
      modality: 'in person',
      placeOfService: '11',
      participants: ['client'],
      services: [{ cpt: '90837' }],
      diagnoses: [{ code: 'F41.0', label: 'Panic disorder' }],
    })
    const { sessionId } = expected(planned, 201)
    if (held) {
      const outcome = await this.as('admin').post(
        `/v1/sessions/${sessionId}/outcome`,
        { status: 'held', ...times },
        from(planned.headers['etag']),
      )
      expected(outcome, 200)
    }
    return sessionId
  }

  async draft(
    author = 'baker',
    { template = 'soap', held = true }: { template?: string; held?: boolean } = {},
  ): Promise<Opened> {
    const clientId = await this.client()
    const sessionId = await this.session(clientId, { holder: author, held })
    const opened = await this.as(author).post(`/v1/clients/${clientId}/notes`, {
      sessionId,
      template,
    })
    return { clientId, sessionId, noteId: expected(opened, 201).noteId }
  }

  /** A draft that could be signed: its sections are saved, its version is 1. */
  async written(author = 'baker'): Promise<Opened> {
    const opened = await this.draft(author)
    const path = `/v1/notes/${opened.noteId}/draft`
    expected(await this.as(author).put(path, { sections }, from('"0"')), 200)
    return opened
  }

  async signed(author = 'baker'): Promise<Opened> {
    const opened = await this.written(author)
    expected(await this.sign(opened.noteId, author), 200)
    return opened
  }

  sign(noteId: string, author = 'baker', more: object = {}): Promise<Answer> {
    const body = { ...accept('author/1'), ...more }
    return this.as(author).post(`/v1/notes/${noteId}/signature`, body, from('"1"'))
  }

  close(): Promise<void> {
    return this.house.close()
  }

  #served(context: RecordsContext) {
    const endpoints = [
      ...clientEndpoints(context),
      ...sessionEndpoints(context),
      ...custodyEndpoints(context),
      ...groupEndpoints(context),
      ...careEndpoints(context),
      ...noteEndpoints(context),
      ...consentEndpoints(context),
      ...askedEndpoints(context),
      ...accountingEndpoints(context),
      ...retentionEndpoints(context),
      ...exportEndpoints(context),
    ]
    return this.house.serve(context.findMember, endpoints, {
      prefetch: (path) => prefetchKey(context.keys, path),
    })
  }
}

export interface Opened {
  readonly clientId: string
  readonly sessionId: string
  readonly noteId: string
}

export const accept = (statementVersion: string) => ({ statementVersion, accepted: true })

/** The body, if the answer is what the test's beginning needs. */
export function expected({ status, body }: Answer, wanted: number) {
  if (status !== wanted) throw new Error(`${status} instead of ${wanted}: ${JSON.stringify(body)}`)
  return body
}

/** The last part of a problem's type. */
export const code = ({ body }: Answer): string => String(body?.type).split('/').at(-1) ?? ''

const practiceOf = (house: House, name: string) =>
  house.practice(name, {
    baker: {},
    novak: { supervisor: 'vogel' },
    carter: {},
    vogel: { roles: ['supervisor', 'clinician'] },
    biller: { roles: ['biller'] },
    keeper: { roles: ['custodian'] },
  })
