import type { RequestContext } from '../service.ts'
import { arnFits, fits } from './pattern.ts'
import { many, type PolicyStatement } from './policy.ts'

type Test = (value: string, wanted: string) => boolean

const tests: Readonly<Record<string, Test>> = {
  StringEquals: (value, wanted) => value === wanted,
  StringEqualsIgnoreCase: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  StringLike: (value, wanted) => fits(wanted, value),
  ArnEquals: (value, wanted) => arnFits(wanted, value),
  ArnLike: (value, wanted) => arnFits(wanted, value),
  Bool: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  NumericEquals: (value, wanted) => Number(value) === Number(wanted),
  NumericLessThan: (value, wanted) => Number(value) < Number(wanted),
  NumericLessThanEquals: (value, wanted) => Number(value) <= Number(wanted),
  NumericGreaterThan: (value, wanted) => Number(value) > Number(wanted),
  NumericGreaterThanEquals: (value, wanted) => Number(value) >= Number(wanted),
  DateEquals: (value, wanted) => Date.parse(value) === Date.parse(wanted),
  DateLessThan: (value, wanted) => Date.parse(value) < Date.parse(wanted),
  DateLessThanEquals: (value, wanted) => Date.parse(value) <= Date.parse(wanted),
  DateGreaterThan: (value, wanted) => Date.parse(value) > Date.parse(wanted),
  DateGreaterThanEquals: (value, wanted) => Date.parse(value) >= Date.parse(wanted),
}

const opposites: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
}

/**
 * Whether every condition of a statement holds.
 *
 * @param context condition keys in lower case, as IAM ignores their case
 * @throws Error on an operator it does not know: a condition must never be skipped
 */
export function conditionsHold(
  conditions: PolicyStatement['Condition'],
  context: RequestContext,
): boolean {
  return Object.entries(conditions ?? {}).every(([operator, keys]) =>
    Object.entries(keys).every(([key, wanted]) =>
      holds(
        operator,
        many(wanted).map((value) => substitute(String(value), context)),
        valuesOf(context, key),
      ),
    ),
  )
}

/** Undefined where the request has no such key; IAM counts an empty list as absent, too. */
function valuesOf(context: RequestContext, key: string): readonly string[] | undefined {
  const value = context[key.toLowerCase()]
  if (value === undefined) return undefined
  if (typeof value === 'string') return [value]
  return value.length > 0 ? value : undefined
}

function holds(
  operator: string,
  wanted: readonly string[],
  values: readonly string[] | undefined,
): boolean {
  const { set, name, ifExists } = parse(operator)
  if (name === 'Null') return (values === undefined) === (wanted[0] === 'true')
  const opposite = opposites[name]
  const test = tests[opposite ?? name]
  if (!test) throw new Error(`Condition operator ${operator} is not known`)
  if (values === undefined) {
    if (set === 'ForAnyValue') return false
    return ifExists || set === 'ForAllValues' || opposite !== undefined
  }
  const meets = (value: string) =>
    opposite
      ? !wanted.some((pattern) => test(value, pattern))
      : wanted.some((pattern) => test(value, pattern))
  return set === 'ForAllValues' || (opposite && !set) ? values.every(meets) : values.some(meets)
}

function parse(operator: string): { set: string | undefined; name: string; ifExists: boolean } {
  const match = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator)
  return { set: match?.[1], name: match?.[2] ?? operator, ifExists: match?.[3] !== undefined }
}

/** Policy variables such as `${aws:PrincipalAccount}`; an unknown one stays as text and fits nothing. */
export function substitute(text: string, context: RequestContext): string {
  if (!text.includes('${')) return text
  return text.replace(/\$\{([^}]+)\}/g, (whole, key: string) => {
    const value = context[key.toLowerCase()]
    return typeof value === 'string' ? value : whole
  })
}
