import { spokenTime, type Zone } from '../clock.ts'
import type { Digest, Pile } from './digest.ts'
import { mailPage } from './mail-page.ts'

export interface Mail {
  readonly subject: string
  readonly text: string
  readonly html: string
}

interface Line {
  /** `2 notes are late` */
  readonly what: string
  /** `The oldest was due March 8, 2026, 3:30 PM EST.` */
  readonly when: string
  readonly urgent: boolean
}

/**
 * The morning's mail. It passes through servers of others, so it holds numbers and due times and
 * nothing else: no name, no id, no practice.
 */
export function digestMail(digest: Digest, zone: Zone, appUrl: string): Mail {
  const lines = linesOf(digest, zone)
  const subject = subjectOf(digest)
  const text = [
    'Good morning.',
    ...lines.map(({ what, when }) => `- ${what}. ${when}`),
    `Your worklist: ${appUrl}`,
    FOOTER,
  ].join('\n\n')
  return { subject, text: `${text}\n`, html: mailPage({ subject, lines, appUrl, footer: FOOTER }) }
}

const FOOTER =
  'You get this at most once a day, when something waits for you. It names nobody, on purpose; please do not answer it with anything about a client.'

function linesOf({ late, soon, coSignatures, escalated }: Digest, zone: Zone): Line[] {
  const since = ({ count, firstDueAt }: Pile) =>
    `${count === 1 ? 'It' : 'The oldest'} was due ${spokenTime(firstDueAt, zone)}.`
  const until = ({ count, firstDueAt }: Pile) =>
    `${count === 1 ? 'It' : 'The first'} is due ${spokenTime(firstDueAt, zone)}.`
  return [
    ...(late ? [{ what: `${notes(late)} late`, when: since(late), urgent: true }] : []),
    ...(soon ? [{ what: `${notes(soon)} due soon`, when: until(soon), urgent: false }] : []),
    ...(coSignatures
      ? [
          {
            what: `${coSignatures.count} ${coSignatures.count === 1 ? 'note waits' : 'notes wait'} for your co-signature`,
            when: until(coSignatures),
            urgent: false,
          },
        ]
      : []),
    ...(escalated
      ? [
          {
            what: `${notes(escalated)} long overdue, of people you supervise`,
            when: since(escalated),
            urgent: true,
          },
        ]
      : []),
  ]
}

const notes = ({ count }: Pile) => (count === 1 ? '1 note is' : `${count} notes are`)

function subjectOf({ late, soon, coSignatures, escalated }: Digest): string {
  if (late) return `${notes(late)} late`
  if (escalated) return `${notes(escalated)} long overdue`
  if (soon) return `${notes(soon)} due soon`
  const count = coSignatures?.count ?? 0
  return `${count} ${count === 1 ? 'note waits' : 'notes wait'} for your co-signature`
}
