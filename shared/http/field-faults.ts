import type { z } from 'zod'
import type { FieldFault } from '../refused.ts'
import { escaped, pointerInto } from './pointer.ts'

/**
 * What is wrong with a value that was checked with `ruleOf`, field by field. A field that is not
 * known is told by where it stands: its name is the caller's word.
 *
 * @param schema when given, a record's keys are not told either, as the caller chose them
 */
export function fieldFaults({ issues }: z.ZodError, schema?: z.ZodType): FieldFault[] {
  return issues.map(({ path, message }) => ({
    field: schema ? pointerInto(schema, path) : pointer(path),
    rule: message,
  }))
}

const pointer = (path: readonly PropertyKey[]) =>
  path.map((part) => `/${escaped(String(part))}`).join('')

/** Zod's own messages can quote the input: these say the rule alone. Our schemas' messages pass. */
export const ruleOf: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${article(issue.expected)}`
    case 'too_small':
      return `must be at least ${issue.minimum}${unit(issue.origin)}`
    case 'too_big':
      return `must be at most ${issue.maximum}${unit(issue.origin)}`
    case 'invalid_value':
      return `must be one of ${issue.values.map(String).join(', ')}`
    case 'invalid_format':
      return `is not ${article(issue.format)}`
    case 'unrecognized_keys':
      return 'has a field that is not known'
    default:
      return 'is not as it must be'
  }
}

const unit = (origin: string) =>
  origin === 'string' ? ' characters' : origin === 'array' ? ' entries' : ''

const article = (noun: string) => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`
