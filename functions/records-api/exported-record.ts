import { type Item, numberOf, textOf } from '../../shared/aws/item.ts'
import { openAddition, openNoteText } from '../../shared/aws/note-seal.ts'
import { storedPlan, wasSigned } from '../../shared/aws/plan-table.ts'
import { storedAddition, storedNote } from '../../shared/aws/stored-note.ts'
import type { Client } from '../../shared/client/client.ts'
import { ClientDocument } from '../../shared/document/document-item.ts'
import type { ExportedRecord } from '../../shared/export/exported-record.ts'
import { Obligation } from '../../shared/obligation/obligation.ts'
import type { NotesContext } from './notes-context.ts'

type Opening = (context: NotesContext, client: Client, item: Item) => Promise<ExportedRecord>

const demographics: Opening = async ({ clients }, client, item) => ({
  form: 'noteseal/exported-client/1',
  client,
  revision: numberOf(item, 'revision'),
  demographics: await clients.openDemographics(client, item),
})

const session: Opening = async ({ sessions }, { practiceId }, item) => ({
  form: 'noteseal/exported-session/1',
  ...(await sessions.openRecord(practiceId, item)),
})

const obligation: Opening = async (_context, _client, item) => ({
  form: 'noteseal/exported-obligation/1',
  obligation: Obligation.parse(item),
})

const document: Opening = async (_context, _client, item) => ({
  form: 'noteseal/exported-document/1',
  document: ClientDocument.parse(item),
})

const asked: Opening = async (context, { practiceId }, item) => ({
  form: 'noteseal/exported-asked/1',
  ...(await context.asked.openRecord(practiceId, item)),
})

const packet: Opening = async ({ packets }, _client, item) => ({
  form: 'noteseal/exported-packet/1',
  ...(await packets.openRecord(item)),
})

const hold: Opening = async ({ holds }, { practiceId }, item) => ({
  form: 'noteseal/exported-hold/1',
  ...(await holds.openRecords(practiceId, item)),
})

const diagnosis: Opening = async ({ diagnoses }, { practiceId }, item) => ({
  form: 'noteseal/exported-diagnosis/1',
  ...(await diagnoses.openRecord(practiceId, item)),
})

const measure: Opening = async ({ measures }, { practiceId }, item) => ({
  form: 'noteseal/exported-measure/1',
  ...(await measures.openRecords(practiceId, item)),
})

const consent: Opening = async ({ consents }, { practiceId }, item) => ({
  form: 'noteseal/exported-consent/1',
  ...(await consents.openRecords(practiceId, item)),
})

const plan: Opening = async ({ plans }, _client, item) => {
  const { plan, sealed, sealedEnd } = storedPlan(item)
  const [said, end] = await Promise.all([
    wasSigned(plan)
      ? plans.openForm(plan, sealed).then((signed) => ({ signed }))
      : plans.openDraft(plan, sealed).then((draft) => ({ draft })),
    sealedEnd && plans.openEnd(plan, sealedEnd),
  ])
  return {
    form: 'noteseal/exported-plan/1',
    plan,
    ...said,
    ...(end && { end }),
    ...(item['pendingPdf'] !== undefined && { awaitsDocument: true }),
  }
}

const release: Opening = async ({ releases }, { practiceId }, item) => ({
  form: 'noteseal/exported-release/1',
  ...(await releases.openRecords(practiceId, item)),
})

const note: Opening = async (context, _client, item) => {
  const stored = storedNote(item)
  const { form, draft, error } = await openNoteText(context, stored)
  const awaits = item['pendingPdf']
  return {
    form: 'noteseal/exported-note/1',
    note: stored.note,
    ...(form && { signed: form }),
    ...(draft && { draft }),
    ...(error && { error }),
    ...(typeof awaits === 'number' && { awaitsDocument: awaits }),
  }
}

const addition: Opening = async (context, { practiceId }, item) => {
  const noteId = textOf(item, 'noteId')
  const stored = storedAddition(item)
  return {
    form: 'noteseal/exported-addition/1',
    noteId,
    number: stored.number,
    addition: await openAddition(context, { practiceId, noteId }, stored),
  }
}

/** What each item of a client's partition is, by its sort key; `undefined` stays behind. */
const kinds: readonly (readonly [begins: RegExp, opening: Opening | undefined])[] = [
  [/^DEMO$/, demographics],
  [/^SES#/, session],
  [/^O#/, obligation],
  [/^N#[^#]+#0/, note],
  [/^N#[^#]+#1/, addition],
  [/^HOLD#/, hold],
  [/^DX#/, diagnosis],
  [/^MEAS#/, measure],
  [/^PLAN#/, plan],
  [/^CONS#/, consent],
  [/^REL#/, release],
  [/^ASKED#/, asked],
  [/^PACKET#/, packet],
  [/^DOC#/, document],
  // Told beside the demographics; versions of a list of diagnoses or plans, which those tell; a list's
  // copy of the notes; revisions before the last; what the daily run proposed, and would propose again.
  [/^CLIENT$/, undefined],
  [/^LINK#/, undefined],
  [/^(?:DX|PLAN)$/, undefined],
  [/^H#/, undefined],
  [/^DISP$/, undefined],
  [/^N#[^#]+#2/, undefined],
]

/**
 * An item of a client's record as an export has it.
 *
 * @returns undefined for what an export leaves behind
 * @throws Error for an item that nobody thought of: an export says nothing rather than less than all
 */
export async function exportedRecord(
  context: NotesContext,
  client: Client,
  item: Item,
): Promise<ExportedRecord | undefined> {
  const kind = kinds.find(([begins]) => begins.test(textOf(item, 'sk')))
  if (!kind) throw new Error('an item that an export knows nothing of')
  return kind[1]?.(context, client, item)
}
