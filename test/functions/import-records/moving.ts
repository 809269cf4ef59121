import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ApiRefused, type Calls } from '../../../infra/leaving/api.ts'
import { takeRecords } from '../../../infra/leaving/take-records.ts'
import { ExportInMemory } from '../../export/export-in-memory.ts'
import type { World } from '../../matrix/world.ts'
import { from } from '../harness.ts'
import { type Answer, ISSUER } from '../http-call.ts'
import { code, expected } from '../records-api/note-room.ts'

/** A practice that is exported, taken in where there is none, and exported again. */
export class Moving {
  readonly world: World

  private constructor(world: World) {
    this.world = world
  }

  /** The house's members are there without an event; an export's are not. */
  static async of(world: World): Promise<Moving> {
    const moving = new Moving(world)
    for (const name of ['vogel', 'baker', 'novak', 'carter', 'biller', 'keeper'])
      await moving.#changeMember(name, {})
    return moving
  }

  /** What the custodian takes along: all, or one client's record. */
  async exported(clientId?: string): Promise<ExportInMemory> {
    const out = mkdtempSync(join(tmpdir(), 'noteseal-moving-'))
    try {
      const one = clientId === undefined ? {} : { clientId }
      await takeRecords({ api: this.#keeper, out, ...one, say: () => {} })
      return ExportInMemory.from(out)
    } finally {
      rmSync(out, { recursive: true, force: true })
    }
  }

  /** Nothing is there any more but the export; it is taken in, and the custodian let in. */
  async move(files: ExportInMemory): Promise<void> {
    await this.world.arrive('moved/', files)
    const admin = { issuer: ISSUER, subject: this.world.room.practice.subject('admin') }
    const { body } = await this.world.takeIn({ folder: 'moved/', admin })
    if (!body.done) throw new Error(JSON.stringify(body))
    await this.#changeMember('keeper', { subject: this.world.room.practice.subject('keeper') })
  }

  /** What the stream left is looked for a while later. */
  async render(): Promise<void> {
    this.world.house.advance(10 * 60_000)
    await this.world.render()
  }

  async #changeMember(name: string, change: object): Promise<void> {
    const path = `/v1/members/${this.world.room.practice.memberId(name)}`
    const { body, headers } = await this.world.practice('admin').get(path)
    const { memberId: _id, version: _version, ...form } = body
    const changed = { ...form, ...change }
    expected(await this.world.practice('admin').put(path, changed, from(headers['etag'])), 200)
  }

  /** The API as the custodian has it, whichever function answers. */
  readonly #keeper: Calls = {
    get: async (path) => answered(await this.#functionOf(path).get(path)),
    post: async (path, body) => {
      const answer = answered(await this.#functionOf(path).post(path, body))
      return path.endsWith('/link') ? await this.world.followed(answer.url) : answer
    },
  }

  #functionOf(path: string) {
    if (/^\/v1\/documents\/|\/certificates(?:\/|$)/.test(path))
      return this.world.documents('keeper')
    return /^\/v1\/(?:me|ledger|exports|exports\/\w+\/(?:practice|access\/\w+))(?:$|\?)/.test(path)
      ? this.world.practice('keeper')
      : this.world.records('keeper')
  }
}

function answered(answer: Answer) {
  if (answer.status >= 300) throw new ApiRefused('a call', answer.status, code(answer))
  return answer.body
}
