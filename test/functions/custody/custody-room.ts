import type { Caller, House, Practice } from '../harness.ts'
import { from } from '../harness.ts'
import type { Answer } from '../http-call.ts'
import { practiceCallers } from '../practice-api/practice-callers.ts'
import { expected, NoteRoom } from '../records-api/note-room.ts'

/** A practice with notes, asked through both functions that have a part in custody. */
export class CustodyRoom {
  readonly notes: NoteRoom
  readonly #practice: ReturnType<typeof practiceCallers>

  private constructor(notes: NoteRoom) {
    this.notes = notes
    this.#practice = practiceCallers(notes.house)
  }

  static async open(): Promise<CustodyRoom> {
    return new CustodyRoom(await NoteRoom.open())
  }

  get house(): House {
    return this.notes.house
  }

  get practice(): Practice {
    return this.notes.practice
  }

  /** Who asks `practice-api`. */
  office(name: string, more: { authTime?: number } = {}): Caller {
    return this.#practice(this.practice, name, more)
  }

  id(name: string): string {
    return this.practice.memberId(name)
  }

  /** Sets a member's state, as an admin does. */
  async becomes(name: string, state: 'left' | 'active'): Promise<void> {
    const path = `/v1/members/${this.id(name)}`
    const { body, headers } = await this.office('admin').get(path)
    const { memberId: _id, version: _version, ...form } = body
    const changed = { ...form, state }
    expected(await this.office('admin').put(path, changed, from(headers['etag'])), 200)
  }

  ask(name: string, clinician: string, more: object = {}): Promise<Answer> {
    const body = { clinicianId: this.id(clinician), reason: 'left', ...more }
    return this.notes.as(name).post('/v1/custodial-accesses', body)
  }

  approve(name: string, accessId: string, more: { authTime?: number } = {}): Promise<Answer> {
    return this.office(name, more).post(`/v1/custodial-accesses/${accessId}/approval`, undefined)
  }

  end(name: string, accessId: string): Promise<Answer> {
    return this.office(name).post(`/v1/custodial-accesses/${accessId}/end`, undefined)
  }

  /** Approved, and known to whoever looks the member up anew. */
  async granted(name: string, clinician: string, more: object = {}): Promise<string> {
    const { accessId } = expected(await this.ask(name, clinician, more), 201)
    expected(await this.approve('admin', accessId), 200)
    return accessId
  }

  close(): Promise<void> {
    return this.notes.close()
  }
}
