import type { Part2Statement } from '../client/part-2.ts'
import type { LocalDate } from '../clock.ts'
import type { Paper } from '../note/signed-form.ts'

/** Makes somebody's text fit for print. */
export type Clean = (text: string) => string

export type Fact = readonly [label: string, value: string]

/**
 * What every document has on its pages, word for word: what `assets/document.typ` lays out. Each
 * kind adds its own. Every string is fit for print.
 */
export interface DocumentPage {
  readonly paper: Paper
  readonly title: string
  /** Shown in a viewer's window and tab: no name of a client in it. */
  readonly documentTitle: string
  readonly subtitle: string
  /** What a reader must know before the first word: shown beside the subtitle. */
  readonly marks: readonly string[]
  /** At the head and foot of every page. */
  readonly running: {
    /** Whom or what it is about. */
    readonly about: string
    readonly rest: string
    readonly practice: string
    readonly confidential: string
  }
  readonly practice: { readonly name: string; readonly lines: readonly string[] }
  readonly document: { readonly id: string; readonly version: string }
  readonly seal: {
    readonly sentence: string
    readonly fingerprint: string
    readonly meaning: string
  }
}

interface Practice {
  readonly name: string
  readonly address: readonly string[]
  readonly phone?: string | undefined
  readonly npi?: string | undefined
}

/** It also stands in the seal, a box on one page, and as the author in the PDF, which has a limit. */
const practiceName = ({ name }: Practice, clean: Clean) => clip(clean(name), 200)

export function practiceHead(practice: Practice, clean: Clean): DocumentPage['practice'] {
  const reached = [practice.phone, practice.npi && `NPI ${practice.npi}`].filter(Boolean)
  return {
    name: practiceName(practice, clean),
    lines: [...practice.address, reached.join(' · ')].filter((line) => line !== '').map(clean),
  }
}

/** @param shows what the seal means for this kind of document */
export function sealWords(
  practice: Practice,
  fingerprint: string,
  shows: string,
  clean: Clean,
): DocumentPage['seal'] {
  return {
    sentence: `Sealed by ${practiceName(practice, clean)}, key`,
    fingerprint: fingerprint.match(/.{1,8}/g)?.join(' ') ?? '',
    meaning: `${shows} Times are the practice’s clock unless a time-stamp is named.`,
  }
}

/**
 * What stands at the foot of every page of a client's document. A Part 2 program's begins with the
 * statement of 42 CFR 2.32, so that no page of it can go on its way without: the statement in force has 75 characters, and a foot
 * has room for 120.
 */
export function confidentiality(part2: Part2Statement | undefined, clean: Clean): string {
  const limits =
    'Confidential: protected health information. Use and disclosure are limited by law ' +
    '(45 CFR Part 164).'
  return part2 ? `${clip(clean(part2.notice), 120)} ${limits}` : limits
}

/** Facts that are there. */
export function facts(
  clean: Clean,
  all: readonly (readonly [string, string | undefined | false])[],
): Fact[] {
  return all.flatMap(([label, value]) => (value ? [[label, clean(value)] as const] : []))
}

export function nameOf({ name, credentials }: { name: string; credentials: string }): string {
  return credentials ? `${name}, ${credentials}` : name
}

const MONTHS =
  'January February March April May June July August September October November December'.split(' ')

/** `March 4, 2026` */
export function spokenDate(date: LocalDate): string {
  const [year, month, day] = date.split('-')
  return `${MONTHS[Number(month) - 1]} ${Number(day)}, ${year}`
}

/** `Mar 4, 2026`: for a table. */
export function shortDate(date: LocalDate): string {
  const [month = '', ...rest] = spokenDate(date).split(' ')
  return [month.slice(0, 3), ...rest].join(' ')
}

/**
 * At most so many characters, for a line that has no room to wrap. Ideographs and the like count twice:
 * they are as wide as they are high.
 */
export function clip(text: string, length: number): string {
  const characters = [...text]
  let width = 0
  for (const [i, character] of characters.entries()) {
    width += WIDE.test(character) ? 2 : 1
    if (width > length) return `${characters.slice(0, i - 1).join('')}…`
  }
  return text
}

const WIDE = /[\u3000-\u33ff\uac00-\ud7a3\uff01-\uff60]|\p{Script=Han}/u
