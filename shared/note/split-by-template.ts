import type { Template } from './template.ts'

/** What the text of each section is, by section key. */
export type Sections = Readonly<Record<string, string>>

/** Why a free text could not be split. `line` counts from 1. Nothing of the text is repeated. */
export interface NotSplit {
  readonly reason:
    | 'has no headings of this template'
    | 'has text before its first heading'
    | 'has a heading twice'
    | 'has a heading with nothing under it'
    | 'has a heading that could be of two sections'
    | 'has no text'
  readonly line: number
  /** Key of the section that it is about, where it is about one. */
  readonly section?: string
}

export type Split =
  | { readonly split: true; readonly sections: Sections }
  | { readonly split: false; readonly why: NotSplit }

interface Heading {
  readonly keys: readonly string[]
  readonly line: number
  /** Where the heading begins, and where its text does. */
  readonly start: number
  readonly end: number
}

/**
 * Splits what somebody wrote as one text by the headings in it: `S:`, `Subjective`, `## Plan`,
 * `**a/p** -`. Each heading stands at the start of a line; where a text is one line only, headings
 * within it count if they have a colon. A template of one required section takes a text without
 * headings whole. Whatever is not certain is said, never guessed: it is somebody's record.
 */
export function splitByTemplate(text: string, template: Template): Split {
  if (text.trim() === '') return refused('has no text', 1)
  const atLines = headingsAtLines(text, template)
  const headings =
    atLines.length < 2 && !text.trim().includes('\n') ? headingsWithin(text, template) : atLines
  const [first] = headings
  if (!first) {
    const [only, ...others] = template.sections.filter(({ required }) => required)
    if (!only || others.length > 0) return refused('has no headings of this template', 1)
    return { split: true, sections: { [only.key]: text.trim() } }
  }
  const before = text.slice(0, first.start).trim()
  if (before !== '') return refused('has text before its first heading', 1)

  const sections: Record<string, string> = {}
  for (const [i, heading] of headings.entries()) {
    const { line, end } = heading
    const key = sectionOf(heading, headings)
    if (key === undefined) return refused('has a heading that could be of two sections', line)
    if (key in sections) return refused('has a heading twice', line, key)
    const body = text.slice(end, headings[i + 1]?.start).trim()
    if (body === '') return refused('has a heading with nothing under it', line, key)
    sections[key] = body
  }
  return { split: true, sections }
}

/**
 * A name that two sections share (PIRP's two P) counts where the others tell which is which: each
 * section was named once by this name, in order, or all but one by a name of its own.
 */
function sectionOf(heading: Heading, all: readonly Heading[]): string | undefined {
  const { keys } = heading
  if (keys.length === 1) return keys[0]
  const alike = all.filter((each) => each.keys.join() === keys.join())
  if (alike.length === keys.length) return keys[alike.indexOf(heading)]
  const plain = all.flatMap((each) => (each.keys.length === 1 ? each.keys : []))
  const [left, ...more] = keys.filter((key) => !plain.includes(key))
  return more.length === 0 && alike.length === 1 ? left : undefined
}

const refused = (reason: NotSplit['reason'], line: number, section?: string): Split => ({
  split: false,
  why: { reason, line, ...(section !== undefined && { section }) },
})

/**
 * A mark of Markdown, the words, and what ends them: a colon, a dash, or the end of the line. Blanks
 * are counted: where two unbounded runs of them meet, a long line of blanks is tried in every way.
 */
const LINE =
  /^(?<hashes>#{1,6}[ \t]{0,4})?(?<bold>\*\*|__)?[ \t]{0,4}(?<words>[\p{L}][\p{L}&/ ]{0,40}?)[ \t]{0,4}(?:\k<bold>)?[ \t]{0,4}(?<ending>:|[ \t][-–—](?:[ \t]|$)|$)[ \t]{0,4}(?:\k<bold>)?/u

function headingsAtLines(text: string, template: Template): Heading[] {
  const names = namesOf(template)
  const found: Heading[] = []
  let start = 0
  for (const [i, whole] of text.split('\n').entries()) {
    const line = whole.trim()
    const indent = whole.length - whole.trimStart().length
    const match = LINE.exec(line)
    const keys = match?.groups?.['words'] && names.get(normal(match.groups['words']))
    if (match && keys) {
      found.push({ keys, line: i + 1, start, end: start + indent + match[0].length })
    }
    start += whole.length + 1
  }
  return found
}

/** Headings in running text: the word itself, as it is written at a sentence's beginning, and a colon. */
function headingsWithin(text: string, template: Template): Heading[] {
  const names = namesOf(template)
  return [
    ...text.matchAll(/(?<=^|\s)(?<words>\p{Lu}[\p{L}&/]*(?: [\p{L}&/]+){0,3}):\s*/gu),
  ].flatMap(({ 0: whole, index, groups }) => {
    const keys = names.get(normal(groups?.['words'] ?? ''))
    return keys ? [{ keys, line: 1, start: index, end: index + whole.length }] : []
  })
}

/** Every name a section goes by, and which sections go by it. */
function namesOf({ sections }: Template): Map<string, string[]> {
  const names = new Map<string, string[]>()
  for (const { key, heading, aliases } of sections) {
    for (const name of new Set([heading, ...aliases].map(normal))) {
      names.set(name, [...(names.get(name) ?? []), key])
    }
  }
  return names
}

const normal = (words: string) =>
  words
    .toLowerCase()
    .replaceAll(/\s*([&/])\s*/g, '$1')
    .replaceAll(/\s+/g, ' ')
    .trim()
