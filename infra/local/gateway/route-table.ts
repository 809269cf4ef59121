/** A route of an HTTP API: `GET /v1/notes/{noteId}`, or `$default`. */
export interface RouteTarget {
  readonly routeKey: string
}

export interface FoundRoute<T> {
  readonly route: T
  /** Decoded, by name. Attacker-controlled. */
  readonly pathParameters: Readonly<Record<string, string>>
}

/** Finds the route of a request: literal segments win over parameters, parameters over `$default`. */
export function routeTable<T extends RouteTarget>(
  routes: readonly T[],
): (method: string, path: string) => FoundRoute<T> | undefined {
  const parsed = routes
    .map((route) => {
      const [method = '', path = ''] = route.routeKey.split(' ')
      return { route, method, segments: path.split('/') }
    })
    .sort((a, b) => parametersIn(a.segments) - parametersIn(b.segments))
  const fallback = routes.find(({ routeKey }) => routeKey === '$default')
  return (method, path) => {
    const asked = path.split('/')
    for (const { route, method: own, segments } of parsed) {
      if (own !== method && own !== 'ANY') continue
      const pathParameters = match(segments, asked)
      if (pathParameters) return { route, pathParameters }
    }
    return fallback && { route: fallback, pathParameters: {} }
  }
}

const isParameter = (segment: string) => segment.startsWith('{')

const parametersIn = (segments: readonly string[]) => segments.filter(isParameter).length

function match(
  segments: readonly string[],
  asked: readonly string[],
): Record<string, string> | undefined {
  if (segments.length !== asked.length) return undefined
  const found: Record<string, string> = {}
  for (const [i, segment] of segments.entries()) {
    const given = asked[i] ?? ''
    if (isParameter(segment)) {
      const value = decoded(given)
      if (!value) return undefined
      found[segment.slice(1, -1)] = value
    } else if (segment !== given) return undefined
  }
  return found
}

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
