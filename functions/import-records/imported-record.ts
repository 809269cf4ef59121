import { documentPut } from '../../shared/aws/document-table.ts'
import {
  sealAddition,
  sealDraft,
  sealErrorRecord,
  sealSignedForm,
} from '../../shared/aws/note-seal.ts'
import { wanted } from '../../shared/aws/outbox.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { ClientRecords } from '../../shared/export/client-records.ts'
import type { ExportedRecord } from '../../shared/export/exported-record.ts'
import type { Id } from '../../shared/id.ts'
import type { EventType } from '../../shared/ledger/event.ts'
import { Session } from '../../shared/session/session.ts'
import type { ImportContext } from './context.ts'

type Form = ExportedRecord['form']
type RecordIn<F extends Form> = Extract<ExportedRecord, { form: F }>

/** Where a record comes to stand: a practice, and all that the export has of the client. */
export interface Home {
  readonly practiceId: Id
  readonly client: ClientRecords
}

type Putting<F extends Form> = (
  context: ImportContext,
  home: Home,
  record: RecordIn<F>,
) => Promise<readonly Write[]>

/**
 * How each kind of record is put, sealed anew: the other half of `exportedRecord`. A kind that has no
 * row here does not compile.
 */
const puttings: { readonly [F in Form]: Putting<F> } = {
  'noteseal/exported-client/1': async ({ clients, keys }, { practiceId, client }, record) => {
    const { clientId } = client
    const seal = (value: unknown, context: Parameters<typeof keys.seal>[2]) =>
      keys.seal(`C#${clientId}`, value, context)
    const at = { practiceId, clientId, version: record.revision }
    return [await clients.putDemographics(at, record.demographics, seal)]
  },
  'noteseal/exported-session/1': async ({ sessions }, { practiceId }, { noteId, record }) => {
    const session = Session.parse({ ...record.session, noteId })
    return [await sessions.add(practiceId, session, record, undefined)]
  },
  'noteseal/exported-obligation/1': async ({ obligations }, { practiceId }, { obligation }) => [
    { ...obligations.add(practiceId, obligation), otherwise: () => 'done' },
  ],
  'noteseal/exported-note/1': async (context, _home, { note, signed, draft, error, ...more }) => {
    const [sealed, sealedReason] = await Promise.all([
      signed
        ? sealSignedForm(context, note, signed)
        : // Revision 0: nothing was saved yet.
          draft && note.revision > 0
          ? sealDraft(context, note, note.revision, draft)
          : undefined,
      error && sealErrorRecord(context, note, error),
    ])
    const { awaitsDocument } = more
    const [item, header] = context.notes.bringBack(note, {
      ...(sealed && { sealed }),
      ...(sealedReason && { sealedReason }),
      ...(awaitsDocument && { wanted: wanted(note.noteId, awaitsDocument, context.now()) }),
    })
    return [
      ...(item ? [{ ...item, otherwise: () => 'done' as const }] : []),
      ...(header ? [header] : []),
    ]
  },
  'noteseal/exported-addition/1': async (context, { practiceId }, { noteId, number, addition }) => {
    const name = { practiceId, noteId }
    const kind = addition.signature.meaning === 'addendum' ? 'addendum' : 'co-signature'
    const sealed = await sealAddition(context, name, number, addition)
    const write = context.notes.addition(name, { number, kind, sealed, mark: undefined })
    return [{ ...write, otherwise: () => 'done' }]
  },
  'noteseal/exported-hold/1': async ({ holds }, { practiceId }, record) => [
    await holds.bringBack(practiceId, record),
  ],
  'noteseal/exported-diagnosis/1': ({ diagnoses }, { practiceId, client }, record) =>
    diagnoses.bringBack(
      practiceId,
      record,
      told(client, 'diagnosis_added') + told(client, 'diagnosis_changed'),
    ),
  'noteseal/exported-measure/1': async ({ measures }, { practiceId }, record) => [
    await measures.bringBack(practiceId, record),
  ],
  'noteseal/exported-plan/1': ({ plans }, { client }, { plan, ...said }) =>
    plans.bringBack(plan, said, told(client, 'plan_signed') + told(client, 'plan_ended')),
  'noteseal/exported-consent/1': async ({ consents }, { practiceId }, record) => [
    await consents.bringBack(practiceId, record),
  ],
  'noteseal/exported-release/1': async ({ releases }, { practiceId }, record) => [
    await releases.bringBack(practiceId, record),
  ],
  'noteseal/exported-asked/1': async ({ asked }, { practiceId }, { record, awaitsDocument }) => [
    await asked.bringBack(practiceId, record, awaitsDocument === true),
  ],
  'noteseal/exported-packet/1': async ({ packets, now }, _home, { form: _form, ...packet }) => [
    await packets.bringBack(packet, now()),
  ],
  'noteseal/exported-document/1': async ({ records }, { practiceId }, { document }) => [
    documentPut(records, practiceId, document),
  ],
}

/** How often the ledger tells of something: never less than a list's version, which counts changes. */
const told = ({ events }: ClientRecords, type: EventType) =>
  [...events.values()].filter((event) => event.type === type).length

export function importedRecord<F extends Form>(
  context: ImportContext,
  home: Home,
  record: RecordIn<F>,
): Promise<readonly Write[]> {
  const put: Putting<F> = puttings[record.form as F]
  return put(context, home, record)
}
