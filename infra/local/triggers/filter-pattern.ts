/**
 * Whether a record matches an event filter pattern, as an event source mapping applies it: each
 * named field must match one of its matchers; what the pattern does not name does not matter.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html
 * @throws Error on a matcher that is not known
 */
export function matchesPattern(pattern: unknown, value: unknown): boolean {
  if (!isObject(pattern)) throw new Error('A filter pattern is an object')
  return Object.entries(pattern).every(([key, wanted]) => {
    if (key === '$or') return asList(wanted).some((each) => matchesPattern(each, value))
    const found = isObject(value) ? value[key] : undefined
    return Array.isArray(wanted)
      ? wanted.some((matcher) => matchesOne(matcher, found))
      : matchesPattern(wanted, found)
  })
}

/** A field holds one value or a list of them, of which one must match. */
function matchesOne(matcher: unknown, found: unknown): boolean {
  if (isObject(matcher) && 'exists' in matcher)
    // Only leaves exist: a map or list of attributes is no value.
    return matcher['exists'] === (found !== undefined && !isObject(found))
  const values = Array.isArray(found) ? found : [found]
  return values.some((value) => matchesValue(matcher, value))
}

function matchesValue(matcher: unknown, value: unknown): boolean {
  if (!isObject(matcher)) return matcher === value
  return Object.entries(matcher).every(([kind, wanted]) => {
    switch (kind) {
      case 'prefix':
        return typeof value === 'string' && value.startsWith(String(wanted))
      case 'suffix':
        return typeof value === 'string' && value.endsWith(String(wanted))
      case 'equals-ignore-case':
        return typeof value === 'string' && value.toLowerCase() === String(wanted).toLowerCase()
      case 'anything-but':
        return value !== undefined && !asList(wanted).some((each) => matchesValue(each, value))
      case 'numeric':
        return isInRange(asList(wanted), value)
      default:
        throw new Error(`Filter patterns here know no ${kind}`)
    }
  })
}

/** `[">", 0, "<=", 5]` */
function isInRange(bounds: readonly unknown[], value: unknown): boolean {
  const number = typeof value === 'number' ? value : Number.parseFloat(String(value))
  if (Number.isNaN(number)) return false
  for (let i = 0; i < bounds.length; i += 2) {
    const limit = Number(bounds[i + 1])
    if (!COMPARISONS[String(bounds[i])]?.(number, limit)) return false
  }
  return true
}

const COMPARISONS: Readonly<Record<string, (value: number, limit: number) => boolean>> = {
  '=': (value, limit) => value === limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
}

const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value])

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
