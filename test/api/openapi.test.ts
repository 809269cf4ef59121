import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { openApi } from '../../shared/api/openapi.ts'
import { operations } from '../../shared/api/operations.ts'
import { PROBLEM_BASE } from '../../shared/http/problem.ts'
import { routes } from '../../shared/http/routes.ts'

interface Described {
  readonly operationId: string
  readonly summary: string
  readonly tags: string[]
  readonly security?: unknown[]
  readonly parameters: {
    name?: string
    in?: string
    required?: boolean
    $ref?: string
    schema?: unknown
  }[]
  readonly requestBody?: { content: Record<string, { schema: unknown; example?: unknown }> }
  readonly responses: Record<
    string,
    { headers?: object; content?: Record<string, { schema: unknown }> }
  >
}

const document = openApi('https://issuer.example.org/pool/') as {
  openapi: string
  info: { title: string; version: string }
  paths: Record<string, Record<string, Described>>
  components: Record<string, Record<string, unknown>>
  security: unknown
}

const described = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, each]) => ({
    route: `${method.toUpperCase()} ${path}`,
    ...each,
  })),
)

const of = (route: string) => {
  const found = described.find((each) => each.route === route)
  if (!found) throw new Error(`not described: ${route}`)
  return found
}

/** Every value under any member of this name, however deep. */
function everywhere(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => everywhere(each, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, each]) => [
    ...(key === name ? [each] : []),
    ...everywhere(each, name),
  ])
}

describe('the description', () => {
  it('has every route of the gateway once, and no other', () => {
    const all = routes.map(({ method, path }) => `${method} ${path}`).sort()
    expect([...operations.values()].map(({ route }) => route).sort()).toEqual(all)
    expect(described.map(({ route }) => route).sort()).toEqual(all)
  })

  it('takes in every operation of every file beside it', async () => {
    const folder = new URL('../../shared/api/', import.meta.url)
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts'))
    const areas = await Promise.all(files.map((file) => import(new URL(file, folder).href)))
    const known = new Set<unknown>(operations.values())
    const left = areas
      .flatMap((area: object) => Object.entries(area))
      .filter(([, value]) => value?.route !== undefined && !known.has(value))
    expect(left.map(([name]) => name)).toEqual([])
  })

  it('is OpenAPI 3.1 with what it must have', () => {
    expect(document.openapi).toBe('3.1.0')
    expect(document.info).toMatchObject({ title: 'Noteseal', version: '1' })
    expect(document.security).toEqual([{ signIn: [] }])
    expect(document.components['securitySchemes']?.['signIn']).toMatchObject({
      type: 'openIdConnect',
      openIdConnectUrl: 'https://issuer.example.org/pool/.well-known/openid-configuration',
    })
  })

  it('points only to what is in it', () => {
    const references = everywhere(document, '$ref')
    expect(references.length).toBeGreaterThan(100)
    for (const reference of references) {
      const [hash, ...names] = String(reference).split('/')
      expect(hash).toBe('#')
      const found = names.reduce<unknown>(
        (at, name) => (at as Record<string, unknown> | undefined)?.[name],
        document,
      )
      expect(found, String(reference)).toBeDefined()
    }
  })

  it('keeps nothing that nothing points to', () => {
    const references = new Set(everywhere(document, '$ref'))
    for (const kind of ['schemas', 'parameters', 'headers'])
      for (const name of Object.keys(document.components[kind] ?? {}))
        expect(references, name).toContain(`#/components/${kind}/${name}`)
  })

  it('is the same each time', () => {
    expect(JSON.stringify(openApi('https://issuer.example.org/pool/'))).toBe(
      JSON.stringify(document),
    )
  })

  it('has no patterns that other engines than ours cannot read', () => {
    for (const pattern of everywhere(document, 'pattern')) {
      if (typeof pattern !== 'string') continue
      expect(() => new RegExp(pattern, 'u'), pattern).not.toThrow()
    }
  })

  it('names each operation once', () => {
    const ids = described.map(({ operationId }) => operationId)
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe.each(described.map((each) => [each.route, each] as const))('%s', (route, each) => {
  const operation = [...operations.values()].find((other) => other.route === route)
  const declared = routes.find(({ method, path }) => `${method} ${path}` === route)

  it('describes each part of its path, and no other', () => {
    const names = [...route.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
    const parameters = each.parameters.filter((parameter) => parameter.in === 'path')
    expect(parameters.map(({ name }) => name).sort()).toEqual(names)
    expect(parameters.every(({ required }) => required)).toBe(true)
  })

  it('asks for a token, unless it is public, and says what the gateway answers without', () => {
    expect(each.security).toEqual(declared?.public ? [] : undefined)
    expect(each.responses['401'] !== undefined).toBe(!declared?.public)
    const unavailable = JSON.stringify(each.responses['503'])
    expect(unavailable).toContain('The gateway')
    expect(unavailable.includes('too_busy')).toBe(!declared?.public)
    expect(each.responses['413'] !== undefined || !each.requestBody).toBe(true)
  })

  it('asks for If-Match where it changes, and answers with the ETag to change from', () => {
    const headers = each.parameters.flatMap(({ $ref }) => ($ref ? [$ref.split('/').at(-1)] : []))
    expect(headers.includes('If-Match')).toBe(operation?.ifMatch === true)
    expect(headers.includes('Idempotency-Key')).toBe(operation?.idempotent === true)
    if (!operation?.ifMatch) return
    for (const status of ['412', '428']) expect(each.responses[status]).toBeDefined()
    const answer = each.responses[operation.status]
    expect(Object.keys(answer?.headers ?? {})).toContain('ETag')
  })

  it('names each of its refusals under its status', () => {
    const types = everywhere(each.responses, 'enum').flat().map(String)
    for (const refusal of operation?.refusals ?? []) expect(types).toContain(PROBLEM_BASE + refusal)
  })

  it('has examples that its own schemas take', () => {
    const { body, answer, example } = operation ?? {}
    if (example?.body !== undefined) expect(body?.safeParse(example.body).error).toBeUndefined()
    if (example?.answer !== undefined)
      expect(answer?.safeParse(example.answer).error).toBeUndefined()
  })
})

it('a route that can be changed under If-Match is read with an ETag', () => {
  for (const route of [
    'GET /v1/settings',
    'GET /v1/members/{memberId}',
    'GET /v1/process-notes/{processNoteId}',
  ])
    expect(Object.keys(of(route).responses['200']?.headers ?? {})).toContain('ETag')
})
