import { type Instant, spokenTime } from '../clock.ts'
import type { HoldCause } from '../retention/hold.ts'
import type { AskedTypesetting } from './asked-record.ts'
import {
  type Clean,
  clip,
  confidentiality,
  type DocumentPage,
  facts,
  nameOf,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import type { HoldNoticeWords } from './hold-notice-words.ts'
import { printable } from './printable.ts'
import { textBlocks } from './text-blocks.ts'

export type HoldNotice = AskedTypesetting<HoldNoticeWords>

/** What stands on the page, word for word and in order; the template only lays it out. */
export function holdNoticePage(
  { words, document, practiceSeal }: HoldNotice,
  clean: Clean = printable,
) {
  const { practice, client, placed, lifted } = words
  const at = (instant: Instant) => spokenTime(instant, practice.zone)
  const title = lifted ? 'Hold lifted' : 'Hold on a record'
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${at((lifted ?? placed).at)}`,
    subtitle: lifted
      ? `Notice · no longer kept for this reason · ${at(lifted.at)}`
      : `Notice · nothing of this record may be destroyed · ${at(placed.at)}`,
    marks: [
      ...(words.otherHolds > 0 && lifted ? ['Still on hold'] : []),
      ...(words.part2 ? ['42 CFR Part 2'] : []),
    ],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)} · ${title.toLowerCase()}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(words.part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    record: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Hold placed', at(placed.at)],
      ['By', personOf(placed.by)],
      ['Hold lifted', lifted && at(lifted.at)],
      ['By', lifted && personOf(lifted.by)],
    ]),
    parts: (lifted ? partsOfLifting(words, lifted) : partsOfPlacing(words)).map(
      ({ heading, facts: those = [], columns = 1, words: said, text = [], list = [] }) => ({
        heading,
        facts: facts(clean, those),
        columns,
        words: said === undefined ? [] : textBlocks(clean(said)),
        text: text.map(clean),
        list: list.map(clean),
      }),
    ),
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
  /** Somebody's own words. */
  readonly words?: string | undefined
  readonly text?: readonly string[]
  readonly list?: readonly string[]
}

const CAUSES: Readonly<Record<HoldCause, string>> = {
  litigation: 'A lawsuit, or one that is to be expected',
  audit: 'An audit or review by a payer or an authority',
  complaint: 'A complaint, or an investigation by a board',
  request: 'A request for records that is not settled',
  other: 'Another reason that the practice has on file',
}

const UNSAID = 'More is not said here: it may be privileged. Whoever placed the hold knows.'

function partsOfPlacing({ cause, placed, practice, otherHolds }: HoldNoticeWords): Part[] {
  return [
    {
      heading: 'Why',
      facts: [['Reason', CAUSES[cause]]],
      ...(placed.reason === undefined ? { text: [UNSAID] } : { words: placed.reason }),
    },
    {
      heading: 'What it stops',
      text: [
        'As long as the hold stands, Noteseal destroys nothing of this client’s record, whatever its retention says: no note, document or key, and no key of process notes. A destruction that was proposed or approved is withdrawn, and none can be approved. Only the states in which a draft was saved before it was signed still lapse, 30 days after the signature.',
        ...(otherHolds > 0 ? [`${standing(otherHolds)} beside this one.`] : []),
      ],
    },
    {
      heading: 'What you must do',
      list: [
        'Keep everything about this client, wherever it is: paper and drafts, process notes, test forms, recordings, e-mail, text and voice messages, appointment books, bills. Noteseal keeps what is in it, but does not stop you from deleting a process note of your own: do not.',
        'Change nothing that exists. What has to be corrected is corrected by an addendum.',
        'Switch off whatever deletes by itself: mailboxes, telephones, chats.',
        'Go on treating and writing as before. Write about the care, not about the case.',
        'Answer nobody who asks for the record or about it. Send them to whoever placed the hold.',
      ],
    },
    {
      heading: 'Whom to ask',
      facts: [['Placed by', personOf(placed.by)]],
      text: [
        `${practice.phone ? `${practice.name}, ${practice.phone}. ` : ''}Another member than whoever placed the hold lifts it, and you will find a notice of that here. Until then it stands, however long that is.`,
      ],
    },
  ]
}

function partsOfLifting(
  { cause, placed, practice, otherHolds }: HoldNoticeWords,
  lifted: NonNullable<HoldNoticeWords['lifted']>,
): Part[] {
  return [
    {
      heading: 'Why',
      facts: [['It had been placed for', CAUSES[cause]]],
      ...(lifted.reason === undefined ? { text: [UNSAID] } : { words: lifted.reason }),
    },
    {
      heading: 'What that means',
      text: [
        otherHolds > 0
          ? `${standing(otherHolds)}: nothing of this record may be destroyed, and all that the other notice asks for still has to be done.`
          : 'No hold keeps this record any more. It is kept as long as every other: until its retention is over, two members approve its destruction, and the notice period has passed.',
      ],
    },
    {
      heading: 'What you must do',
      list:
        otherHolds > 0
          ? ['Go on keeping everything about this client.']
          : [
              'Keep the record as you keep any other. The end of a hold is no reason to delete anything.',
              'What you switched off may delete by itself again.',
            ],
    },
    {
      heading: 'Whom to ask',
      facts: [
        ['Lifted by', personOf(lifted.by)],
        ['Placed by', personOf(placed.by)],
      ],
      columns: 2,
      text: practice.phone ? [`${practice.name}, ${practice.phone}.`] : [],
    },
  ]
}

const standing = (holds: number) =>
  holds === 1 ? 'Another hold keeps this record' : `${holds} other holds keep this record`

const personOf = (person: HoldNoticeWords['placed']['by']) =>
  `${nameOf(person)} (${person.roles.join(', ')})`
