import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Import, importsIn, importsOf, sourcesIn } from './imports.ts'

const FORMATS = ['seal', 'ledger', 'document', 'export']
/** What is said over HTTP, and how it is described. */
const HTTP = ['api', 'http']

/** Programs beside the CDK app: they speak HTTP and read files, and know what is in them. */
const PROGRAMS = ['local', 'leaving', 'verify.ts']

/** What the infra folder may know of the rest: configuration, as data. */
const CONFIGURATION = [
  'shared/environment.ts',
  'shared/http/routes.ts',
  // What a stage brings is looked at before it is deployed, by the rule of who uses it.
  'shared/document/sealing-chain.ts',
  'functions/render-document/bundle.ts',
]

type Layer =
  | 'kernel'
  | 'domain'
  | 'format'
  | 'aws'
  | 'http'
  | 'function'
  | 'infra'
  | 'local'
  | 'web'

function layerOf(file: string): Layer {
  const [top, second = ''] = file.split('/')
  if (top === 'functions') return 'function'
  if (top === 'web') return 'web'
  if (top === 'infra') return PROGRAMS.includes(second) ? 'local' : 'infra'
  if (second.endsWith('.ts')) return 'kernel'
  if (FORMATS.includes(second)) return 'format'
  if (HTTP.includes(second)) return 'http'
  return second === 'aws' ? 'aws' : 'domain'
}

interface Rule {
  readonly layers: readonly Layer[]
  /** Beginnings of packages' names. */
  readonly packages: readonly string[]
}

const rules: Readonly<Record<Exclude<Layer, 'infra' | 'local'>, Rule>> = {
  kernel: { layers: ['kernel'], packages: ['zod', 'node:crypto'] },
  domain: { layers: ['kernel', 'domain'], packages: ['zod', 'node:crypto'] },
  format: {
    layers: ['kernel', 'domain', 'format'],
    packages: [
      'zod',
      'node:',
      'canonicalize',
      '@cantoo/pdf-lib',
      '@myriaddreamin/typst-ts-node-compiler',
      '@peculiar/x509',
      'asn1js',
      'pkijs',
      'reflect-metadata',
    ],
  },
  http: {
    layers: ['kernel', 'domain', 'format', 'http'],
    packages: ['zod', '@middy/core', 'node:', 'aws-lambda'],
  },
  aws: {
    layers: ['kernel', 'domain', 'format', 'aws'],
    packages: ['zod', '@aws-sdk/', 'node:', 'aws-lambda'],
  },
  web: { layers: ['kernel', 'domain', 'format', 'web'], packages: [] },
  function: {
    layers: ['kernel', 'domain', 'format', 'aws', 'http', 'function'],
    packages: ['zod', 'node:', 'aws-lambda'],
  },
}

const isFile = (name: string) => /^(shared|functions|infra|test|web)\//.test(name)
const folderOf = (file: string) => file.split('/').slice(0, 2).join('/')

function allowed({ from, to, typeOnly }: Import): boolean {
  const layer = layerOf(from)
  if (layer === 'infra') return !isFile(to) || layerOf(to) === 'infra' || CONFIGURATION.includes(to)
  if (layer === 'local') {
    if (!isFile(to) || to.startsWith('infra/')) return true
    // Never an adapter or a function: those run from their bundles, as they do in AWS.
    return to.startsWith('shared/') && (typeOnly || layerOf(to) !== 'aws')
  }
  const { layers, packages } = rules[layer]
  if (!isFile(to)) return packages.some((each) => to.startsWith(each))
  if (to.startsWith('test/') || (to.startsWith('web/') && layer !== 'web')) return false
  if (layer === 'function' && layerOf(to) === 'function') return folderOf(from) === folderOf(to)
  return layers.includes(layerOf(to))
}

const imports = sourcesIn('shared', 'functions', 'infra', 'web').flatMap(importsOf)
const shown = ({ from, to }: Import) => `${from} → ${to}`

describe('imports', () => {
  it('keep their direction: domain, formats, edges, functions; infra knows configuration', () => {
    expect(imports.length).toBeGreaterThan(100)
    expect(imports.filter((each) => !allowed(each)).map(shown)).toEqual([])
  })

  it('reach AWS in shared/aws alone', () => {
    const reaching = imports.filter(({ to }) => to.startsWith('@aws-sdk/'))
    const elsewhere = reaching.filter(({ from }) => !/^(shared\/aws|infra\/local)\//.test(from))
    expect(reaching.length).toBeGreaterThan(0)
    expect(elsewhere.map(shown)).toEqual([])
  })

  it('never lead back to where they came from', () => {
    const next = Map.groupBy(
      imports.filter(({ to, typeOnly }) => isFile(to) && !typeOnly),
      ({ from }) => from,
    )
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '))
      if (done.has(file) || path.includes(file)) return
      for (const { to } of next.get(file) ?? []) walk(to, [...path, file])
      done.add(file)
    }
    for (const file of next.keys()) walk(file, [])
    expect(circles).toEqual([])
  })
})

describe('what checks a sealed document', () => {
  it('runs in a browser: it reaches nothing of Node, and no package', () => {
    const reached = new Set<string>()
    const walk = (file: string): void => {
      if (reached.has(file)) return
      reached.add(file)
      if (!isFile(file)) return
      for (const { to, typeOnly } of importsOf(file)) if (!typeOnly) walk(to)
    }
    for (const name of ['verify-pdf', 'tell-seal', 'superseded']) walk(`shared/document/${name}.ts`)
    expect(reached).toContain('shared/document/cms.ts')
    expect([...reached].filter((file) => !file.startsWith('shared/document/'))).toEqual([])
    for (const file of reached)
      expect(readFileSync(new URL(`../../${file}`, import.meta.url), 'utf8')).not.toMatch(
        /\bBuffer\b(?!`)/,
      )
  })
})

describe('the rule', () => {
  it.each([
    ['the domain knows AWS', 'shared/note/a.ts', '@aws-sdk/client-kms'],
    ['the domain knows its adapters', 'shared/note/a.ts', 'shared/aws/table.ts'],
    ['the domain knows HTTP', 'shared/note/a.ts', 'shared/http/reply.ts'],
    ['a format knows AWS', 'shared/seal/a.ts', 'shared/aws/table.ts'],
    ['an adapter knows HTTP', 'shared/aws/a.ts', 'shared/http/reply.ts'],
    ['a function knows another', 'functions/records-api/a.ts', 'functions/practice-api/b.ts'],
    ['a function knows the SDK', 'functions/records-api/a.ts', '@aws-sdk/client-kms'],
    ['the CDK app knows the domain', 'infra/api.ts', 'shared/note/note.ts'],
    ['the local cloud runs an adapter', 'infra/local/cloud.ts', 'shared/aws/table.ts'],
    ['the kernel knows the domain', 'shared/clock.ts', 'shared/note/note.ts'],
    ['a page knows Node', 'web/verify/a.ts', 'node:crypto'],
    ['a page knows the cloud', 'web/verify/a.ts', 'infra/local/cloud.ts'],
    ['the product knows its tests', 'functions/records-api/a.ts', 'test/fakes.ts'],
  ])('says no where %s', (_what, from, to) => {
    expect(allowed({ from, to, typeOnly: false })).toBe(false)
  })

  it('reads imports in every form that the formatter writes', () => {
    const source = [
      "import 'reflect-metadata'",
      "import whole, { part } from 'one'",
      "import * as all from 'two'",
      'import type {',
      '  A,',
      "} from '../three.ts'",
      "export * from './four.ts'",
      "export const quoted = 'from nowhere'",
      "const late = await import('../five.ts')",
    ].join('\n')
    expect(importsIn('shared/note/a.ts', source)).toEqual(
      [
        ['reflect-metadata', false] as const,
        ['one', false] as const,
        ['two', false] as const,
        ['shared/three.ts', true] as const,
        ['shared/note/four.ts', false] as const,
        ['shared/five.ts', false] as const,
      ].map(([to, typeOnly]) => ({ from: 'shared/note/a.ts', to, typeOnly })),
    )
  })
})
