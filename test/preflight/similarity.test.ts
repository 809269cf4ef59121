import { describe, expect, it } from 'vitest'
import { composeNote, type Phase, Voice } from '../../infra/local/demo/practice/compose-note.ts'
import { seededRandom } from '../../infra/local/demo/practice/random.ts'
import { depression } from '../../infra/local/demo/practice/themes/depression.ts'
import { panic } from '../../infra/local/demo/practice/themes/panic.ts'
import { preflight } from '../../shared/preflight/preflight.ts'
import {
  CLONED_FROM,
  LEAST_SHINGLES,
  NOTES_BEFORE,
  resemblance,
  shingles,
} from '../../shared/preflight/similarity.ts'
import { anotherNote, material, note } from './sample.ts'

/** Notes by one hand about one matter: much is said in the same words. */
function notesOf(theme: typeof panic, template: string): string[] {
  const voice = new Voice(theme, seededRandom(template.length))
  return Array.from({ length: 30 }, (_, i) =>
    Object.values(composeNote(template, voice, Math.floor(i / 10) as Phase)).join('\n'),
  )
}

const all = [panic, depression].flatMap((theme) =>
  ['soap', 'dap', 'narrative'].map((template) => notesOf(theme, template)),
)

/** Every n-th word another one. */
const changed = (text: string, every: number) =>
  text
    .split(' ')
    .map((word, i) => (i % every === every - 1 ? `other${i}` : word))
    .join(' ')

describe('how much two notes have in common', () => {
  it('is everything, nothing, or pieces of both over pieces of either', () => {
    const [one, other] = [shingles('a b c d e f'), shingles('A, b c d e g')]
    expect(resemblance(one, one)).toBe(1)
    expect(resemblance(one, shingles('x y z x y z'))).toBe(0)
    expect(resemblance(one, other)).toBe(1 / 3)
    expect(resemblance(shingles(''), shingles('a'))).toBe(0)
  })

  it('is far below the threshold for notes of one client that were each written anew', () => {
    const pairs = all.flatMap((notes) =>
      notes.slice(1).map((text, i) => resemblance(shingles(text), shingles(notes[i] ?? ''))),
    )
    expect(pairs).toHaveLength(6 * 29)
    expect(Math.max(...pairs)).toBeLessThan(CLONED_FROM / 2)
  })

  it('is above it for a copy of which each twentieth word was changed', () => {
    const shares = all
      .flat()
      .map((text) => resemblance(shingles(text), shingles(changed(text, 20))))
    expect(Math.min(...shares)).toBeGreaterThan(CLONED_FROM)
  })

  it('is not looked at in a note that says too little to tell', () => {
    const short = [
      { key: 'data', text: 'Client did not feel like talking today at all, and left early.' },
    ]
    expect(shingles(short[0]?.text ?? '').size).toBeLessThan(LEAST_SHINGLES)
    const notes = [note, anotherNote({ sections: short, session: earlier(7) })].map((each) => ({
      ...each,
      sections: short,
    }))
    expect(preflight({ ...material, notes }).map(({ rule }) => rule)).not.toContain('cloned-text')
  })

  it('is looked at against so many notes before, and none of a later session', () => {
    const copies = (before: number) => [
      note,
      anotherNote({ session: earlier(before + 1) }),
      ...Array.from({ length: before }, (_, i) =>
        anotherNote({
          session: earlier(before - i),
          sections: [{ key: 'data', text: all[0]?.[i] ?? '' }],
        }),
      ),
    ]
    const rules = (before: number) =>
      preflight({ ...material, from: '2026-03-04', notes: copies(before) }).map(({ rule }) => rule)
    expect(rules(NOTES_BEFORE - 1)).toContain('cloned-text')
    expect(rules(NOTES_BEFORE)).not.toContain('cloned-text')
  })
})

const earlier = (days: number) => ({
  ...note.session,
  start: new Date(Date.parse(note.session.start) - days * 86_400_000).toISOString(),
  end: new Date(Date.parse(note.session.end) - days * 86_400_000).toISOString(),
})
