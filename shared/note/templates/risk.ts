import type { TemplateSection } from '../template.ts'

/** The same in every template, and never required: not every session has something to say here. */
export const risk: TemplateSection = {
  key: 'risk',
  heading: 'Risk and safety',
  help: 'Risk to self or others that was asked about, what was found, and what was done about it.',
  required: false,
  aliases: ['Risk', 'Risk assessment', 'Safety', 'Safety assessment', 'SI/HI'],
}
