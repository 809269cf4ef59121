import type { SharedPart } from '../group/group.ts'
import type { FieldFault } from '../refused.ts'
import type { DraftSections } from './note.ts'
import type { NoteSection } from './signed-form.ts'
import type { Template } from './template.ts'

/**
 * The sections of a note as they are signed: in the template's order, those that say something. In a
 * group session what all notes share comes first in each section, then what is this client's own.
 *
 * @returns beside them, which required sections say nothing yet
 */
export function sectionsToSign(
  template: Template,
  draft: DraftSections,
  shared: SharedPart['sections'] = {},
): { written: NoteSection[]; missing: FieldFault[] } {
  const textOf = (key: string) => [own(shared, key), own(draft, key)].filter(Boolean).join('\n\n')

  const ofTemplate = template.sections.map((section) => ({ ...section, text: textOf(section.key) }))
  const known = new Set(template.sections.map(({ key }) => key))
  const further = Object.keys(shared).filter((key) => !known.has(key))
  const standIns = new Set(
    ofTemplate.flatMap(({ text, standsFor = [] }) => (text === '' ? [] : standsFor)),
  )
  return {
    written: [
      ...ofTemplate.map(({ key, heading, text }) => ({ key, heading, text })),
      ...further.map((key) => ({ key, heading: headingOf(key), text: textOf(key) })),
    ].filter(({ text }) => text !== ''),
    missing: ofTemplate
      .filter(({ key, required, text }) => required && text === '' && !standIns.has(key))
      .map(({ key }) => ({ field: `/sections/${key}`, rule: 'says nothing yet' })),
  }
}

/** A group's section may be called `constructor`, as every object has one. */
const own = (sections: DraftSections, key: string) =>
  Object.hasOwn(sections, key) ? sections[key]?.trim() : undefined

/** `group-process` as `Group process`. */
const headingOf = (key: string) => key.charAt(0).toUpperCase() + key.slice(1).replaceAll('-', ' ')
