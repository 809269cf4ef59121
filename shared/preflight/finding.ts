import { z } from 'zod'
import { ClientThingId } from '../id.ts'
import { citationOf, preflightRules, type RuleId } from './rules.ts'

/** What a note or a record lacks, and what to do about it. Holds codes, days and numbers: no word of a note. */
export const Finding = z.strictObject({
  rule: z.enum(Object.keys(preflightRules) as [RuleId, ...RuleId[]]),
  citation: z.string(),
  severity: z.enum(['missing', 'weak', 'advice']),
  noteId: ClientThingId.optional(),
  sessionId: ClientThingId.optional(),
  /** Where, as a JSON pointer: `/session/services`, `/sections/response`. */
  field: z.string(),
  /** One plain sentence: what to do. */
  says: z.string(),
})
export type Finding = z.infer<typeof Finding>

/** What a check finds: the rule's own facts are added to it. */
export interface Found {
  readonly rule: RuleId
  readonly field: string
  readonly says: string
}

export const findingOf = (
  { rule, field, says }: Found,
  about: Pick<Finding, 'noteId' | 'sessionId'> = {},
): Finding => {
  const { severity } = preflightRules[rule]
  return { rule, citation: citationOf(preflightRules[rule]), severity, ...about, field, says }
}
