import { type LocalDate, localDate, type Zone } from '../clock.ts'
import type { Found } from './finding.ts'
import type { NoteToCheck } from './material.ts'
import { CLONED_FROM, LEAST_SHINGLES, NOTES_BEFORE, resemblance, shingles } from './similarity.ts'

/** Notes with the pieces of their words, taken apart once for as many comparisons as there are. */
export class Earlier {
  readonly #all: readonly NoteToCheck[]
  readonly #pieces = new Map<string, ReadonlySet<string>>()
  readonly #zone: Zone

  constructor(notes: readonly NoteToCheck[], zone: Zone) {
    this.#all = notes.toSorted((a, b) => (startOf(a) < startOf(b) ? -1 : 1))
    this.#zone = zone
  }

  /** The earlier note that a note repeats most, if it repeats one. */
  check(note: NoteToCheck): Found[] {
    const own = this.#piecesOf(note)
    if (own.size < LEAST_SHINGLES) return []
    const before = this.#all
      .filter((each) => startOf(each) < startOf(note) && each.noteId !== note.noteId)
      .slice(-NOTES_BEFORE)
    let most = { share: 0, day: '' as LocalDate }
    for (const each of before) {
      const share = resemblance(own, this.#piecesOf(each))
      if (share > most.share) most = { share, day: localDate(startOf(each), this.#zone) }
    }
    if (most.share < CLONED_FROM) return []
    return [
      {
        rule: 'cloned-text',
        field: '/sections',
        says: `${Math.round(most.share * 100)} % of this note’s words are those of ${most.day}: say what was different in this session.`,
      },
    ]
  }

  #piecesOf({ noteId, sections = [] }: NoteToCheck): ReadonlySet<string> {
    const known = this.#pieces.get(noteId)
    if (known) return known
    const pieces = shingles(sections.map(({ text }) => text).join('\n'))
    this.#pieces.set(noteId, pieces)
    return pieces
  }
}

const startOf = ({ session }: NoteToCheck) => session.start
