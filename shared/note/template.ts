import { z } from 'zod'
import { birp } from './templates/birp.ts'
import { dap } from './templates/dap.ts'
import { discharge } from './templates/discharge.ts'
import { girp } from './templates/girp.ts'
import { intake } from './templates/intake.ts'
import { narrative } from './templates/narrative.ts'
import { pirp } from './templates/pirp.ts'
import { soap } from './templates/soap.ts'

export const TemplateSection = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'is not a section key'),
  heading: z.string().min(1),
  /** What belongs here, shown beside the empty field. */
  help: z.string().min(1),
  /** A note is signed only when this says something. */
  required: z.boolean(),
  /** Once written, the sections that need not be written as well: `A/P` stands for both. */
  standsFor: z.array(z.string()).optional(),
  /** Other headings it goes by in free text; capitals do not matter. */
  aliases: z.array(z.string().min(1)),
})
export type TemplateSection = z.infer<typeof TemplateSection>

/** A form of note, as data. A change of its sections is a new version; notes keep theirs. */
export const Template = z.strictObject({
  key: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'is not a template'),
  version: z.int().positive(),
  title: z.string().min(1),
  description: z.string().min(1),
  /** What its document is called, where it is not a progress note. */
  document: z.enum(['intake-assessment', 'discharge-summary']).optional(),
  sections: z.array(TemplateSection).min(1),
})
export type Template = z.infer<typeof Template>

/** Every version ever used: an older one is kept for the drafts that began with it. */
export const templates: readonly Template[] = [
  soap,
  dap,
  birp,
  girp,
  pirp,
  narrative,
  intake,
  discharge,
]

/** How a note names its template: `soap/1`. */
export const templateName = ({ key, version }: Pick<Template, 'key' | 'version'>) =>
  `${key}/${version}`

/** The version that new notes get. */
export function newestTemplate(key: string): Template | undefined {
  return templates.filter((each) => each.key === key).sort((a, b) => b.version - a.version)[0]
}

/** @throws Error for a name that no stored note has */
export function templateNamed(name: string): Template {
  const found = templates.find((each) => templateName(each) === name)
  if (!found) throw new Error('a stored note has a template that is not known')
  return found
}

/** Names of the templates that have all of these sections. */
export function templatesWith(keys: readonly string[]): string[] {
  return templates
    .filter(({ sections }) => keys.every((key) => sections.some((each) => each.key === key)))
    .map(templateName)
}
