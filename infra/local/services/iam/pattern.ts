const compiled = new Map<string, RegExp>()

/** Whether a text fits a pattern of IAM: `*` is any run of characters, `?` any one. */
export function fits(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  if (ignoreCase) return fits(pattern.toLowerCase(), text.toLowerCase())
  if (pattern === '*' || pattern === text) return true
  if (!/[*?]/.test(pattern)) return false
  return expressionOf(pattern).test(text)
}

function expressionOf(pattern: string): RegExp {
  const known = compiled.get(pattern)
  if (known) return known
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const expression = new RegExp(`^${source}$`, 's')
  compiled.set(pattern, expression)
  return expression
}

/** `ArnLike`: each of an ARN's six parts by itself, so that no `*` reaches over a colon. */
export function arnFits(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern)
  const given = arnParts(arn)
  return wanted.every((part, at) => fits(part, given[at] ?? ''))
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), parts.slice(5).join(':')]
}
