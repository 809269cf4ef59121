import type { Verdict } from '../../shared/document/tell-seal.ts'
import type { CheckedFile } from './check-files.ts'

/** Drawn, and said in words beside it: the sign alone would be lost on who does not see it. */
const SIGNS: Readonly<Record<Verdict, string>> = {
  unchanged: 'm5 12.5 4.5 4.5L19 7.5',
  'unknown-sealer': 'M8.5 9a3.6 3.6 0 1 1 5.2 3.2c-1.2.7-1.7 1.3-1.7 2.6m0 3.2v.1',
  changed: 'M6 6l12 12M18 6 6 18',
  'not-sealed': 'M6 12h12',
}

/** Facts that are compared digit by digit. */
const DIGITS: readonly string[] = ['Key', 'Time-stamp key', 'Document id']

/**
 * What was found in one file. Names, of files and of sealers, are a stranger's: they are put in as
 * text and never as markup.
 */
export function resultCard({ name, told, supersededBy }: CheckedFile): HTMLElement {
  const { verdict, headline, changes, facts } = told
  const card = element('article')
  card.className = verdict
  const title = element('h3')
  title.append(element('bdi', name))
  const found = element('p')
  found.className = 'verdict'
  found.append(sign(SIGNS[verdict]), headline)
  card.append(title, found)
  if (changes.length > 0) {
    const list = element('ul')
    list.className = 'changes'
    list.append(...changes.map((change) => element('li', change)))
    card.append(list)
  }
  if (supersededBy !== undefined) {
    const note = element(
      'p',
      `Superseded: version ${supersededBy}, also chosen, shows what was added since.`,
    )
    note.className = 'superseded'
    card.append(note)
  }
  const list = element('dl')
  for (const { name: fact, value } of facts) {
    const description = element('dd', value)
    if (DIGITS.includes(fact)) description.className = 'digits'
    list.append(element('dt', fact), description)
  }
  card.append(list)
  return card
}

function element<K extends keyof HTMLElementTagNameMap>(
  kind: K,
  text = '',
): HTMLElementTagNameMap[K] {
  const made = document.createElement(kind)
  made.textContent = text
  return made
}

const SVG = 'http://www.w3.org/2000/svg'

function sign(strokes: string): SVGElement {
  const drawing = document.createElementNS(SVG, 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('aria-hidden', 'true')
  const circle = document.createElementNS(SVG, 'circle')
  for (const [key, value] of [
    ['cx', '12'],
    ['cy', '12'],
    ['r', '10.5'],
  ] as const)
    circle.setAttribute(key, value)
  const path = document.createElementNS(SVG, 'path')
  path.setAttribute('d', strokes)
  drawing.append(circle, path)
  return drawing
}
