import { plusHours, plusMinutes } from '../../shared/clock.ts'
import { from } from '../functions/harness.ts'
import type { Answer } from '../functions/http-call.ts'
import { accept, canary, sections } from '../functions/records-api/note-room.ts'
import type { HistoryRoom } from './history-room.ts'

/** One thing that one member does; numbers choose among whom and what there is. */
export interface One {
  readonly deed: DeedName
  readonly by: number
  readonly pick: number
}

type Do = (room: HistoryRoom, one: One) => Promise<Answer | undefined>

const DAY = 86_400_000
const clinicians = ['baker', 'novak'] as const
/** Who may hold, lift, approve and withdraw. */
const keepers = ['admin', 'keeper'] as const

const chosen = <T>(all: readonly T[], number: number): T | undefined =>
  all[number % Math.max(all.length, 1)]

const as = (room: HistoryRoom, name: string, { by }: One) =>
  (room.records[by % room.records.length] ?? room.records[0])?.(name) ?? room.world.records(name)

/** What a record that is there says to whoever may read it, whatever became of another. */
const ofOthers = (answer: Answer): Answer & { readonly others: true } => ({
  ...answer,
  others: true,
})

const good = ({ status }: Answer) => status < 300

/** Something said in words that must not be read once they are destroyed. */
const words = (pick: number) => ({ ...sections, plan: `${canary.words} ${pick}` })

export const deeds = {
  'plan a session': async (room, one) => {
    const { known, world } = room
    const holder = chosen(clinicians, one.by) ?? 'baker'
    const start = plusMinutes(world.house.now(), -60)
    const answer = await as(room, 'admin', one).post(`/v1/clients/${known.clientId}/sessions`, {
      memberId: world.room.practice.memberId(holder),
      start,
      end: plusMinutes(start, 55),
      modality: 'in person',
      placeOfService: '11',
      participants: ['client'],
      services: [{ cpt: '90837' }],
      diagnoses: [],
    })
    if (!good(answer)) return answer
    known.sessions.push({ sessionId: answer.body.sessionId, holder, noted: false })
    known.servedIn = Math.max(known.servedIn, yearIn(start))
    return answer
  },

  'mark a session': async (room, one) => {
    const session = chosen(room.known.sessions, one.pick)
    if (!session) return undefined
    const path = `/v1/sessions/${session.sessionId}`
    const caller = as(room, 'admin', one)
    const read = await caller.get(path)
    if (!good(read)) return read
    const { plannedStart: start, plannedEnd: end } = read.body
    const outcome =
      one.pick % 3 === 0 ? { status: 'missed', reason: 'other' } : { status: 'held', start, end }
    return caller.post(`${path}/outcome`, outcome, from(read.headers['etag']))
  },

  'open a note': async (room, one) => {
    const { known } = room
    const session = chosen(
      known.sessions.filter(({ noted }) => !noted),
      one.pick,
    )
    if (!session) return undefined
    const { sessionId, holder: author } = session
    const path = `/v1/clients/${known.clientId}/notes`
    const answer = await as(room, author, one).post(path, { sessionId, template: 'soap' })
    if (!good(answer)) return answer
    session.noted = true
    const { noteId } = answer.body
    known.notes.push({ noteId, author, version: 0, revision: 0, state: 'draft' })
    return answer
  },

  save: async (room, one) => {
    const note = chosen(room.known.notes, one.pick)
    if (!note) return undefined
    const path = `/v1/notes/${note.noteId}/draft`
    const body = { sections: words(one.pick) }
    const answer = await as(room, note.author, one).put(path, body, from(`"${note.version}"`))
    if (good(answer)) note.version = note.revision = answer.body.revision
    return answer
  },

  'restore a revision': async (room, one) => {
    const note = chosen(room.known.notes, one.pick)
    if (!note) return undefined
    const path = `/v1/notes/${note.noteId}/revisions/1/restoration`
    const answer = await as(room, note.author, one).post(path, {}, from(`"${note.version}"`))
    if (good(answer)) note.version = note.revision = answer.body.revision
    return answer
  },

  sign: async (room, one) => {
    const note = chosen(room.known.notes, one.pick)
    if (!note) return undefined
    const body = { ...accept('author/1'), lateReason: 'Nobody came to it.' }
    const path = `/v1/notes/${note.noteId}/signature`
    const answer = await as(room, note.author, one).post(path, body, from(`"${note.version}"`))
    if (good(answer)) Object.assign(note, { state: 'signed', version: answer.body.version })
    return answer
  },

  'add to a note': async (room, one) => {
    const note = chosen(room.known.notes, one.pick)
    if (!note) return undefined
    const body = { kind: 'addition', reason: 'More', text: canary.words, ...accept('addendum/1') }
    const path = `/v1/notes/${note.noteId}/addenda`
    const answer = await as(room, note.author, one).post(path, body)
    if (good(answer)) note.version = answer.body.version
    return answer
  },

  'co-sign': async (room, one) => {
    const note = chosen(
      room.known.notes.filter(({ author }) => author === 'novak'),
      one.pick,
    )
    if (!note) return undefined
    const path = `/v1/notes/${note.noteId}/co-signature`
    const answer = await as(room, 'vogel', one).post(
      path,
      accept('co-signature/1'),
      from(`"${note.version}"`),
    )
    if (good(answer)) note.version = answer.body.version
    return answer
  },

  'enter in error': async (room, one) => {
    const note = chosen(room.known.notes, one.pick)
    if (!note) return undefined
    const path = `/v1/notes/${note.noteId}/entered-in-error`
    const body = { reason: canary.reason }
    const answer = await as(room, 'keeper', one).post(path, body, from(`"${note.version}"`))
    if (good(answer)) Object.assign(note, { state: 'in error', version: answer.body.version })
    return answer
  },

  'change the client': async (room, one) => {
    const { known } = room
    const path = `/v1/clients/${known.clientId}`
    const body = {
      demographics: {
        name: { given: canary.given, family: canary.family },
        birthDate: '1987-11-23',
      },
    }
    const etag = from(`"${known.clientVersion}"`)
    const answer = await as(room, 'admin', one).put(path, body, etag)
    if (good(answer)) known.clientVersion = answer.body.version
    return answer
  },

  'write a process note': async (room, one) => {
    const { known } = room
    const author = chosen(clinicians, one.by) ?? 'baker'
    const caller = room.processNotes[one.pick % room.processNotes.length]?.(author)
    const path = `/v1/clients/${known.clientId}/process-notes`
    const answer = await caller?.post(path, { text: canary.words })
    if (!answer || !good(answer)) return answer
    known.processNotes.push(answer.body.processNoteId)
    known.processNotedAt = answer.body.changedAt
    return answer
  },

  'change a process note': async (room, one) => {
    const { known } = room
    const processNoteId = chosen(known.processNotes, one.pick)
    if (!processNoteId) return undefined
    // Now and then somebody who did not write it tries, and finds nothing.
    const author = chosen(clinicians, one.by) ?? 'baker'
    const caller = room.processNotes[one.pick % room.processNotes.length]?.(author)
    const path = `/v1/process-notes/${processNoteId}`
    const read = await caller?.get(path)
    if (!read || !good(read)) return read
    const etag = from(read.headers['etag'])
    const answer = await caller?.put(path, { text: `${canary.words} ${one.pick}` }, etag)
    if (answer && good(answer)) known.processNotedAt = answer.body.changedAt
    return answer
  },

  'delete a process note': async (room, one) => {
    const processNoteId = chosen(room.known.processNotes, one.pick)
    if (!processNoteId) return undefined
    const author = chosen(clinicians, one.by) ?? 'baker'
    const caller = room.processNotes[one.pick % room.processNotes.length]?.(author)
    return caller?.delete(`/v1/process-notes/${processNoteId}`)
  },

  'plan a group': async (room, one) => {
    const { known, world } = room
    const holder = chosen(clinicians, one.by) ?? 'baker'
    const start = plusMinutes(world.house.now(), -60)
    const answer = await as(room, holder, one).post('/v1/groups', {
      start,
      end: plusMinutes(start, 55),
      title: 'Skills',
      modality: 'in person',
      placeOfService: '11',
      services: [{ cpt: '90853' }],
      clients: [known.clientId, known.companion].map((clientId) => ({ clientId, diagnoses: [] })),
    })
    if (!good(answer)) return answer
    const { groupId, roster } = answer.body
    known.groups.push({ groupId, revision: 0 })
    const own = roster.find(({ clientId }: { clientId: string }) => clientId === known.clientId)
    known.sessions.push({ sessionId: own.sessionId, holder, noted: false })
    known.servedIn = Math.max(known.servedIn, yearIn(start))
    return answer
  },

  'save a shared part': async (room, one) => {
    const group = chosen(room.known.groups, one.pick)
    if (!group) return undefined
    const path = `/v1/groups/${group.groupId}/shared-part`
    const body = { sections: { plan: `Breathing ${one.pick}` } }
    const by = chosen(clinicians, one.by) ?? 'baker'
    const answer = await as(room, by, one).put(path, body, from(`"${group.revision}"`))
    if (good(answer)) group.revision = answer.body.revision
    return ofOthers(answer)
  },

  'read a group': async (room, one) => {
    const group = chosen(room.known.groups, one.pick)
    const by = chosen(clinicians, one.by) ?? 'baker'
    return group && ofOthers(await as(room, by, one).get(`/v1/groups/${group.groupId}`))
  },

  'hand a caseload over': async (room, one) => {
    const { known, world } = room
    const [leaver, to] = one.by % 2 === 0 ? clinicians : [...clinicians].reverse()
    if (!leaver || !to) return undefined
    const id = (name: string) => world.room.practice.memberId(name)
    const body = { to: id(to), reason: 'left', clients: [known.clientId, known.companion] }
    const answer = await as(room, 'admin', one).post(`/v1/members/${id(leaver)}/hand-over`, body)
    if (good(answer))
      for (const session of known.sessions)
        if (!session.noted && session.holder === leaver) session.holder = to
    return ofOthers(answer)
  },

  render: async (room) => {
    await room.world.render()
    return undefined
  },

  'back up': async (room) => {
    const { tables } = await room.world.stored()
    room.backup = { tables, known: room.known.copy(), at: room.world.house.now() }
    return undefined
  },

  /** To what was backed up, within the time that recovery reaches back; nothing runs meanwhile. */
  restore: async (room) => {
    const { backup, world } = room
    if (!backup || plusHours(backup.at, 35 * 24) <= world.house.now()) return undefined
    await world.putBack(backup)
    room.forget()
    const { destroyed } = room.known
    room.known = Object.assign(backup.known.copy(), { destroyed })
    // The clock's run comes before people do: it knows the tables for what they are.
    await room.enforce()
    return undefined
  },

  read: async (room, one) => {
    const { known } = room
    const note = chosen(known.notes, one.pick)
    const client = `/v1/clients/${known.clientId}`
    const paths = [
      client,
      `${client}/notes`,
      `${client}/sessions`,
      ...(note ? [`/v1/notes/${note.noteId}`, `/v1/notes/${note.noteId}/revisions`] : []),
    ]
    const path = chosen(paths, one.pick) ?? client
    return as(room, note?.author ?? 'baker', one).get(path)
  },

  'read a process note': async (room, one) => {
    const processNoteId = chosen(room.known.processNotes, one.pick)
    if (!processNoteId) return undefined
    const author = chosen(clinicians, one.by) ?? 'baker'
    const caller = room.processNotes[one.pick % room.processNotes.length]?.(author)
    return caller?.get(`/v1/process-notes/${processNoteId}`)
  },

  'place a hold': async (room, one) => {
    const { known } = room
    const by = chosen(keepers, one.by) ?? 'admin'
    const path = `/v1/clients/${known.clientId}/holds`
    const answer = await as(room, by, one).post(path, { reason: canary.reason })
    if (!good(answer)) return answer
    known.holds.push({ holdId: answer.body.hold.holdId, by, lifted: false })
    known.approvals = []
    return answer
  },

  'lift a hold': async (room, one) => {
    const hold = chosen(
      room.known.holds.filter(({ lifted }) => !lifted),
      one.pick,
    )
    if (!hold) return undefined
    // Now and then whoever placed it tries, who must not.
    const by = one.by % 5 === 0 ? hold.by : keepers.find((name) => name !== hold.by)
    const path = `/v1/holds/${hold.holdId}/lifting`
    const body = { reason: canary.reason }
    const answer = await as(room, by ?? 'admin', one).post(path, body, from('"1"'))
    if (good(answer)) hold.lifted = true
    return answer
  },

  approve: async (room, one) => {
    const { known, world } = room
    const by = chosen(keepers, one.by) ?? 'admin'
    const path = `/v1/disposals/${known.clientId}`
    const caller = as(room, by, one)
    const read = await caller.get(path)
    if (!good(read)) return read
    const answer = await caller.post(`${path}/approvals`, {}, from(read.headers['etag']))
    if (!good(answer)) return answer
    const { approvals } = answer.body.disposal
    if (approvals.length === 1) known.approvals = []
    known.approvals.push({ by, at: world.house.now() })
    return answer
  },

  withdraw: async (room, one) => {
    const { known } = room
    const path = `/v1/disposals/${known.clientId}`
    const caller = as(room, chosen(keepers, one.by) ?? 'admin', one)
    const read = await caller.get(path)
    if (!good(read)) return read
    const answer = await caller.post(`${path}/withdrawal`, {}, from(read.headers['etag']))
    if (good(answer)) known.approvals = []
    return answer
  },

  'daily run': async (room) => {
    await room.enforce()
    return undefined
  },

  'time passes': async (room, one) => {
    room.world.house.advance((chosen([1, 4, 31, 40], one.pick) ?? 1) * DAY)
    return undefined
  },

  'years pass': async (room, one) => {
    room.world.house.advance((chosen([1, 11], one.pick) ?? 1) * 366 * DAY)
    return undefined
  },
} as const satisfies Record<string, Do>

export type DeedName = keyof typeof deeds

export const doing = (room: HistoryRoom, one: One): Promise<Answer | undefined> =>
  (deeds[one.deed] as Do)(room, one)

/** By a calendar that is never ahead of the practice's own, so that nothing is asked for too late. */
const yearIn = (instant: string) => new Date(Date.parse(instant) - 5 * 3_600_000).getUTCFullYear()
