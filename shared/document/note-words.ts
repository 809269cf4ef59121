import { type Instant, localDate, localTime, minutesBetween, spokenTime } from '../clock.ts'
import type { Addition, ElectronicSignature, SignedForm } from '../note/signed-form.ts'
import { writtenForAnother } from '../note/statement.ts'
import { type Clean, facts, nameOf, spokenDate } from './document-page.ts'
import { noteDocumentKind } from './note-document-kind.ts'
import { type TextBlock, textBlocks } from './text-blocks.ts'

/** A note as it was signed, with what was added to it. */
export interface WholeSignedNote {
  readonly signed: SignedForm
  /** Addenda and co-signature, in the order they were added. */
  readonly additions: readonly Addition[]
}

/** `SOAP · individual session · March 4, 2026` */
export function noteSubtitle({ session, template, practice }: SignedForm, clean: Clean): string {
  return [
    ...(noteDocumentKind(template) === 'progress-note' ? [template.title] : []),
    session.group ? 'group session' : 'individual session',
    spokenDate(localDate(session.start, practice.zone)),
  ]
    .map(clean)
    .join(' · ')
}

/** What a note says below its title: what `assets/note.typ` lays out. */
export function noteWords(note: WholeSignedNote, clean: Clean) {
  const { signed } = note
  const { addenda, coSignature } = sortedOut(note)
  const { client, session } = signed
  const { zone } = signed.practice
  const serviceDate = spokenDate(localDate(session.start, zone))
  return {
    marks: marksOf(note),
    late: lateness(signed, clean),
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Member ID', client.memberId],
      ['Payer', client.payer],
    ]),
    session: facts(clean, [
      ['Date of service', serviceDate],
      ['Start – stop', timeSpan(session.start, session.end, zone)],
      ['Duration', `${Math.round(minutesBetween(session.start, session.end))} minutes`],
      ['Modality', capitalised(session.modality)],
      ['Place of service', `${session.placeOfService.code} ${session.placeOfService.label}`],
      ['Participants', capitalised(session.participants.join(', ') || 'client')],
      ['Group', session.group && `${session.group.size} clients`],
    ]),
    services: session.services.map(({ cpt, modifiers, label, units }) => ({
      code: clean(cpt),
      modifiers: modifiers.map(clean).join(', ') || '–',
      label: clean(label),
      units: String(units),
    })),
    diagnoses: session.diagnoses.map(({ code, label }) => ({
      code: clean(code),
      label: clean(label ?? '–'),
    })),
    sections: signed.sections.map(({ heading, text }) => ({
      // A heading without words is no heading: PDF/UA refuses it.
      heading: clean(heading).trim() || 'Section',
      blocks: blocks(text, clean),
    })),
    signature: signatureWords(signed.signature, 'Electronically signed by', signed, clean),
    coSignature:
      coSignature &&
      signatureWords(
        coSignature.signature,
        'Electronically co-signed by',
        coSignature,
        clean,
        zone,
      ),
    awaitingCoSignature:
      signed.supervisor && !coSignature
        ? clean(`Awaiting the co-signature of ${nameOf(signed.supervisor)}.`)
        : undefined,
    addenda: addenda.map((addendum) => ({
      heading: `Addendum ${addendum.number}: ${addendum.kind}`,
      facts: facts(clean, [
        ['Author', nameOf(addendum.signature.signer)],
        ['Written', spokenTime(addendum.writtenAt, zone)],
      ]),
      reason: clean(addendum.reason),
      blocks: blocks(addendum.text, clean),
      signature: signatureWords(
        addendum.signature,
        'Electronically signed by',
        addendum,
        clean,
        zone,
      ),
    })),
  }
}

function sortedOut({ additions }: WholeSignedNote) {
  return {
    addenda: additions.filter((each) => each.form === 'noteseal/addendum/1'),
    coSignature: additions.find((each) => each.form === 'noteseal/co-signature/1'),
  }
}

/** What a reader must know before the first word: shown under the title. */
function marksOf(note: WholeSignedNote): string[] {
  const { signed } = note
  const { addenda, coSignature } = sortedOut(note)
  const count = addenda.length
  return [
    ...(signed.written.late ? ['Late note'] : []),
    ...(forAnother(signed) ? ['Not written by who provided the service'] : []),
    ...(count > 0 ? [`With ${count} ${count === 1 ? 'addendum' : 'addenda'}`] : []),
    ...(coSignature ? ['Co-signed'] : signed.supervisor ? ['Co-signature pending'] : []),
    ...(signed.part2 ? ['42 CFR Part 2'] : []),
  ]
}

/** A payer must not take it for the provider's own: it is plain on every page. */
export const forAnother = ({ signature }: SignedForm) =>
  signature.statementVersion === writtenForAnother.version

function lateness({ written, signature, practice }: SignedForm, clean: Clean) {
  if (!written.late) return undefined
  const at = (instant: Instant) => spokenTime(instant, practice.zone)
  return {
    headline: `Late note: signed ${spokenDuration(written.late.minutes)} after it was due`,
    facts: facts(clean, [
      ['Due', at(written.dueAt)],
      ['Begun', at(written.openedAt)],
      ['Last written', at(written.lastSavedAt)],
      ['Signed', at(signature.signedAt)],
    ]),
    reason: blocks(written.late.reason, clean),
  }
}

/** A signature as `assets/note.typ` lays it out. */
export function signatureWords(
  { signer, meaning, signedAt, signInMethod, statement, commitment }: ElectronicSignature,
  opening: string,
  record: {
    ledger: { seq: number }
    follows?: readonly string[]
    practice?: SignedForm['practice']
  },
  clean: Clean,
  zone = record.practice?.zone ?? 'UTC',
) {
  return {
    opening,
    name: clean(nameOf(signer)),
    licence: clean([signer.licence, signer.npi && `NPI ${signer.npi}`].filter(Boolean).join(', ')),
    when: spokenTime(signedAt, zone),
    method: clean(`after ${signInMethod}`),
    statement: clean(statement),
    record: [
      `Ledger entry ${record.ledger.seq}`,
      `commitment ${commitment}`,
      ...(meaning === 'co-signature' ? [`stands under ${wordsUnder(record.follows)}`] : []),
    ].join(' · '),
  }
}

/** A reader must see which words a supervisor had before them, and which came later. */
function wordsUnder([_note, ...addenda]: readonly string[] = []): string {
  const count = addenda.length
  if (count === 0) return 'the note'
  return count === 1 ? 'the note and addendum 1' : `the note and addenda 1 to ${count}`
}

function blocks(text: string, clean: Clean): readonly TextBlock[] {
  return textBlocks(clean(text))
}

/** `9:02 – 9:57 AM PST`: the zone is named once, as the stop has it. */
export function timeSpan(start: Instant, end: Instant, zone: string): string {
  const [startDay, startTime] = spokenParts(start, zone)
  const [endDay, endTime, endZone] = spokenParts(end, zone)
  const until = `${endTime} ${endZone}`
  return startDay === endDay ? `${startTime} – ${until}` : `${startTime} – ${endDay}, ${until}`
}

function spokenParts(at: Instant, zone: string): [day: string, time: string, zone: string] {
  const { date, hour, minute } = localTime(at, zone)
  const time = `${hour % 12 || 12}:${String(minute).padStart(2, '0')} ${hour < 12 ? 'AM' : 'PM'}`
  return [spokenDate(date), time, spokenTime(at, zone).split(' ').at(-1) ?? zone]
}

function spokenDuration(minutes: number): string {
  const units = [
    [Math.floor(minutes / 1440), 'day'],
    [Math.floor((minutes % 1440) / 60), 'hour'],
    [minutes % 60, 'minute'],
  ] as const
  const said = units.filter(([n]) => n > 0).map(([n, unit]) => `${n} ${unit}${n === 1 ? '' : 's'}`)
  return said.slice(0, 2).join(' ') || 'less than a minute'
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
