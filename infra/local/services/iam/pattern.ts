const compiled = new Map<string, RegExp>()

/** Whether a text fits a pattern of IAM: `*` is any run of characters, `?` any one. */
export function fits(pattern: string, text: string, { ignoreCase = false } = {}): boolean {
  if (pattern === '*' || pattern === text) return true
  const key = `${ignoreCase ? 'i' : 'c'}${pattern}`
  let expression = compiled.get(key)
  if (!expression) {
    const source = pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')
    expression = new RegExp(`^${source}$`, ignoreCase ? 'is' : 's')
    compiled.set(key, expression)
  }
  return expression.test(text)
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
