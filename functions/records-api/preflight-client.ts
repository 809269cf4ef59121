import { preflightOperation } from '../../shared/api/preflight.ts'
import type { AccessLog } from '../../shared/aws/access-log.ts'
import type { ClientTable } from '../../shared/aws/client-table.ts'
import type { ConsentTable } from '../../shared/aws/consent-table.ts'
import type { KeyRing } from '../../shared/aws/key-ring.ts'
import { NoteReader } from '../../shared/aws/note-reader.ts'
import type { PlanTable } from '../../shared/aws/plan-table.ts'
import type { PracticeReader } from '../../shared/aws/practice-reader.ts'
import { reachClient } from '../../shared/aws/reach-client.ts'
import type { SessionTable } from '../../shared/aws/session-table.ts'
import type { Table } from '../../shared/aws/table.ts'
import { fullName } from '../../shared/client/demographics.ts'
import { isOfPart2Program } from '../../shared/client/part-2.ts'
import { type Clock, dayAfter, instantAt } from '../../shared/clock.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Id } from '../../shared/id.ts'
import type { NoteHeader } from '../../shared/note/note-header.ts'
import { planToCheck } from '../../shared/plan/plan-to-check.ts'
import { MOST_NOTES, type NoteToCheck } from '../../shared/preflight/material.ts'
import { draftToCheck, signedToCheck } from '../../shared/preflight/note-to-check.ts'
import { preflight } from '../../shared/preflight/preflight.ts'
import { NOTES_BEFORE } from '../../shared/preflight/similarity.ts'
import { Refused } from '../../shared/refused.ts'

/** What a preflight reads; it writes nothing but that it was asked for. */
interface PreflightContext {
  readonly now: Clock
  readonly practice: PracticeReader
  readonly keys: KeyRing
  readonly access: AccessLog
  readonly records: Table
  readonly clients: ClientTable
  readonly sessions: SessionTable
  readonly plans: PlanTable
  readonly consents: ConsentTable
}

/**
 * `POST /v1/clients/{clientId}/preflight`. The notes are opened here, whoever asks; what is answered
 * holds no word of them.
 */
export const preflightClient = (context: PreflightContext) => {
  const reader = new NoteReader(context.records, context.keys)
  return endpoint(preflightOperation, async ({ path: { clientId }, body, caller }) => {
    const { practiceId } = caller
    const { from, to, payer } = body
    const settings = await context.practice.settings(practiceId)
    const { zone } = settings
    const since = instantAt(from, '00:00', zone)
    const isOf = ({ sessionStart }: NoteHeader) => sessionStart >= since
    const [, demographics, sessions, consents, plans, headers] = await reachClient(
      context,
      caller,
      { clientId, action: 'preflight.read' },
      context.clients.demographics(practiceId, clientId),
      context.sessions.headers(practiceId, clientId),
      context.consents.all(practiceId, clientId),
      context.plans.signed(practiceId, clientId),
      reader.before(
        practiceId,
        clientId,
        instantAt(dayAfter(to), '00:00', zone),
        (found) =>
          found.filter(isOf).length > MOST_NOTES ||
          found.filter((header) => !isOf(header) && header.state === 'signed').length >=
            NOTES_BEFORE,
      ),
    )
    if (!demographics) throw new Error('a client without demographics')
    const asked = headers.filter(isOf)
    if (asked.length > MOST_NOTES) throw tooMany()
    const earlier = headers
      .filter((header) => !isOf(header) && header.state === 'signed')
      .slice(0, NOTES_BEFORE)
    const notes = await notesToCheck(context, reader, practiceId, [...asked, ...earlier])
    const { name, insurance = [] } = demographics
    const findings = preflight({
      from,
      to,
      payer,
      now: context.now(),
      zone,
      notes,
      sessions,
      consents,
      plans: plans.map(({ form, plan }) => planToCheck(form, plan)),
      coverage: insurance,
      part2Program: isOfPart2Program(settings, demographics),
      knownNames: [
        fullName(name),
        name.preferred ?? '',
        ...new Set(notes.map(({ author }) => author.name)),
      ],
    })
    return reply(200, { from, to, notes: asked.length, findings })
  })
}

const tooMany = () =>
  new Refused(
    'invalid_request',
    [],
    [{ field: '/body/from', rule: `covers more than ${MOST_NOTES} notes: ask for fewer days` }],
  )

/** Signed notes by what was signed; of a draft only what its session says, and never its words. */
async function notesToCheck(
  context: PreflightContext,
  reader: NoteReader,
  practiceId: Id,
  headers: readonly NoteHeader[],
): Promise<NoteToCheck[]> {
  const coSignature = new Map(headers.map((header) => [header.noteId, header.coSignature]))
  const [forms, drafts] = await Promise.all([
    reader.signedForms(
      practiceId,
      headers.filter(({ state }) => state === 'signed').map(({ noteId }) => noteId),
    ),
    Promise.all(
      headers
        .filter(({ state }) => state === 'draft')
        .map((header) => unopenedDraft(context, practiceId, header)),
    ),
  ])
  return [...forms.map((form) => signedToCheck(form, coSignature.get(form.noteId))), ...drafts]
}

async function unopenedDraft(
  { sessions, practice }: PreflightContext,
  practiceId: Id,
  { noteId, template, sessionId, authorId, dueAt }: NoteHeader,
): Promise<NoteToCheck> {
  const [session, author] = await Promise.all([
    sessions.find(practiceId, sessionId),
    practice.member(practiceId, authorId),
  ])
  if (!session || !author) throw new Error('a draft without its session or author')
  return draftToCheck({ noteId, template }, { session, author, dueAt })
}
