import { entryLapses } from '../access/entry-lapses.ts'
import { type Instant, localDate, spokenTime } from '../clock.ts'
import { partsOf } from '../id.ts'
import type { Event, EventType } from '../ledger/event.ts'
import { type Certificate, certifiedAt } from '../retention/certificate.ts'
import { KEY_BACKUP_DAYS } from '../retention/disposal.ts'
import { certificateIdOf } from './document-item.ts'
import {
  type Clean,
  clip,
  type DocumentPage,
  facts,
  nameOf,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import type { DocumentIdentity } from './manifest.ts'
import { printable } from './printable.ts'

/** All that goes into a certificate of destruction. */
export interface DestructionCertificate {
  readonly certificate: Certificate
  /** The client's whole chain, for part 1, which names every note's commitment; part 2 points there. */
  readonly events: readonly Event[]
  readonly document: DocumentIdentity
  readonly practiceSeal: { readonly fingerprint: string }
}

/** What stands on the pages, word for word and in order; the template only lays it out. */
export function certificatePage(
  { certificate, events, document, practiceSeal }: DestructionCertificate,
  clean: Clean = printable,
) {
  const { practice, clientId, part, chainHead } = certificate
  const at = (instant: Instant) => spokenTime(instant, practice.zone)
  const day = (instant: Instant) => spokenDate(localDate(instant, practice.zone))
  const certified = day(certifiedAt(certificate))
  const title = 'Certificate of destruction'
  const first = part === 1
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, part ${part}, ${certified}`,
    subtitle: `Part ${part} of 2 · ${first ? 'keys and record destroyed' : 'last backup of the keys lapsed'} · ${certified}`,
    marks: first ? [] : ['Complete'],
    running: {
      about: title,
      rest: `part ${part} of 2 · record ${clientId}`,
      practice: clip(clean(practice.name), 60),
      confidential:
        'Confidential: a record of the practice. It holds ids, times and hashes, and no health information.',
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    record: facts(clean, [
      ['Record of the client', clientId],
      ['Last service', String(certificate.lastServiceYear)],
      ['Keys destroyed', at(certificate.destroyedAt)],
      first
        ? ['Everything deleted', at(certificate.finishedAt)]
        : ['Last backup of the keys lapsed', at(certificate.lapsedAt)],
    ]),
    parts: (first
      ? firstParts(certificate, events, at, day)
      : secondParts(certificate, at, day)
    ).map(({ heading, facts: those = [], columns = 2, text = [], list = [] }) => ({
      heading,
      facts: facts(clean, those),
      columns,
      text: text.map(clean),
      list: list.map(clean),
    })),
    chain: facts(clean, [
      ['Chain of the client', `P#${practice.practiceId}#C#${clientId}`],
      ['Events', `${chainHead.seq}, the last of them client_destroyed`],
      ['Hash of the last event', chainHead.hash],
    ]),
    commitments: first ? events.flatMap(commitmentRow) : undefined,
    seal: sealWords(
      practice,
      practiceSeal.fingerprint,
      'shows the document is unchanged since it was made.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}

interface Part {
  readonly heading: string
  readonly facts?: readonly (readonly [string, string])[]
  readonly columns?: 1 | 2
  readonly text?: readonly string[]
  readonly list?: readonly string[]
}

type Spoken = (instant: Instant) => string

function firstParts(
  certificate: Certificate,
  events: readonly Event[],
  at: Spoken,
  day: Spoken,
): Part[] {
  const { destroyed, practice, destroyedAt, finishedAt, keysLapseAt } = certificate
  return [
    {
      heading: 'Statement',
      text: [
        `${practice.name} certifies that the record of this client was destroyed under its retention policy. Since ${at(destroyedAt)} no key that opens it is in use; the last backup of its keys lapses ${day(keysLapseAt)}.`,
      ],
    },
    {
      heading: 'Destroyed',
      facts: [
        ['Notes', String(destroyed.notes)],
        ['Sealed records, notes among them', String(destroyed.records)],
        ['Files, counting all their versions', String(destroyed.objects)],
        ['Keys of process notes', String(destroyed.processKeys)],
      ],
      text: [
        'The keys of the client and all that they sealed, demographics and drafts included; the PDFs; the client’s entry in the directory; process notes about the client with their keys.',
      ],
    },
    {
      heading: 'Method',
      text: [
        `${certificate.method}. The record was sealed under keys of this client alone (AES-256-GCM), kept only as ciphertext of a key in AWS KMS. Those were destroyed first, in one transaction with the entry in the directory: ${at(destroyedAt)}. What they had sealed was deleted after them, and was gone ${at(finishedAt)}.`,
      ],
    },
    ruleAndApprovals(certificate, at),
    {
      heading: 'Backups',
      facts: [['Last backup of the keys lapses', at(keysLapseAt)]],
      text: [
        'Until then a backup of the keys or of the directory could be restored. Whoever does so must destroy this record anew before anybody is served; a tombstone, which is in no backup, names it for that. Other backups hold ciphertext that no key opens. Part 2 of this certificate says when the time is over.',
      ],
    },
    { heading: 'What outlives', list: outliving(certificate, events, day) },
  ]
}

function secondParts(certificate: Certificate, at: Spoken, day: Spoken): Part[] {
  const { clientId, practice, finishedAt, keysLapseAt } = certificate
  return [
    {
      heading: 'Statement',
      text: [
        `${practice.name} certifies that the last backup of the keys to this record has lapsed. The destruction that part 1 certifies is over: no copy of the keys is left, in use or in a backup, and nothing that they sealed can be read again.`,
      ],
    },
    {
      heading: 'Part 1',
      facts: [
        ['Document', certificateIdOf(clientId, 1)],
        ['Dated', day(finishedAt)],
      ],
      columns: 1,
      text: [
        'Says what was destroyed and how, under which rule, who approved it and what outlives it, and lists the commitment of every note.',
      ],
    },
    {
      heading: 'Backups',
      facts: [['Last backup of the keys lapsed', at(keysLapseAt)]],
      text: [
        `Point-in-time recovery and the daily export of the keys reach back ${KEY_BACKUP_DAYS} days, those of the directory no further. By now both begin after the destruction. What other backups hold is ciphertext, which nothing opens.`,
      ],
    },
  ]
}

function ruleAndApprovals(certificate: Certificate, at: Spoken): Part {
  const { rule, dueOn, approvals, proposedAt } = certificate
  const words = {
    'years-after-last-service': `The practice keeps a record for ${rule.years} whole years after the year of the last service.`,
    'years-after-majority': `The practice keeps the record of a client who was a minor for ${rule.years} whole years after the year of birth, where that is later than its term after the last service.`,
  }
  const approved = approvals.map((by) => `${nameOf(by)} · ${at(by.at)}`)
  return {
    heading: 'Rule and approval',
    facts: [
      ['First approval', approved[0] ?? ''],
      ['Second approval', approved[1] ?? ''],
    ],
    columns: 1,
    text: [
      `${words[rule.name]} This one could be destroyed from ${spokenDate(dueOn)} on, and was proposed ${at(proposedAt)}. Two members approved, each after signing in anew. No hold stood against it, and no draft was left open.`,
    ],
  }
}

function outliving(
  { destroyedAt, chainHead }: Certificate,
  events: readonly Event[],
  day: Spoken,
): string[] {
  const inGroup = events.some(({ type }) => type === 'group_planned')
  return [
    `The client’s chain in the ledger: ids, types and times of ${chainHead.seq} events, and their commitments. It shows that there was a record and when it was worked on. It helps nobody to confirm what was written: what opens a commitment was destroyed with the keys.`,
    `Access entries: who read what and when, by ids. Each is kept for six years (45 CFR 164.316(b)(2)(i)), those of this record until ${day(entryLapses(destroyedAt))} at the latest.`,
    'The register of destroyed records: name, birth date, first and last day of service, and the rule, sealed under a key of its own, so that “what became of my record?” can be answered.',
    ...(inGroup
      ? [
          'What the notes of a group’s sessions shared: it is kept for the whole group, under its key.',
        ]
      : []),
    'The tombstone, and this certificate with its other part. Copies that were given out while the record stood are not in the practice’s hands.',
  ]
}

const EVENTS: Partial<Record<EventType, string>> = {
  note_signed: 'Note signed',
  addendum_signed: 'Addendum signed',
  note_co_signed: 'Note co-signed',
  note_entered_in_error: 'In error',
}

/** A row for what was written: its event's number and day (UTC), the note, the commitment. */
function commitmentRow({ seq, type, at, about, commitment }: Event) {
  const { noteId } = about
  if (commitment === undefined || noteId === undefined) return []
  return [
    {
      seq: String(seq),
      day: at.slice(0, 10),
      what: EVENTS[type] ?? type,
      note: partsOf(noteId).own,
      commitment,
    },
  ]
}
