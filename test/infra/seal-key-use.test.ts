import { beforeAll, describe, expect, it } from 'vitest'
import { evaluate } from '../../infra/local/services/iam/evaluate.ts'
import type { PolicyDocument } from '../../infra/local/services/iam/policy.ts'
import { encryptionContextKeys } from '../../infra/local/services/kms/storage-key-use.ts'
import { functionNames } from '../../shared/environment.ts'
import { KeyStore } from '../../shared/seal/key-store.ts'
import { WrappingKmsInMemory } from '../seal/wrapping-kms.ts'
import { type Synthesized, synthesized } from './synthesized.ts'

type Context = Readonly<Record<string, string>>
interface Use {
  readonly key: 'Seal' | 'ProcessSeal'
  readonly action: 'kms:GenerateDataKey' | 'kms:Decrypt'
  readonly context: Context
  readonly viaService?: string
}

const account = '<AWS::AccountId>'
const everything: PolicyDocument = {
  Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*' },
}

let app: Synthesized
beforeAll(() =>
  synthesized('prod', (made) => {
    app = made
  }),
)

const policyOf = (name: string): PolicyDocument => ({
  Statement: app
    .ofType('AWS::IAM::ManagedPolicy')
    .filter(({ path }) => path.includes(`/${name}/`))
    .flatMap(({ properties }) => properties['PolicyDocument'].Statement),
})

function decide(identity: PolicyDocument, { key, action, context, viaService }: Use): boolean {
  const keyPolicy = app
    .ofType('AWS::KMS::Key')
    .find(({ id }) => new RegExp(`^${key}[0-9A-F]{8}$`).test(id))
  return evaluate(
    {
      roleArn: `arn:aws:iam::${account}:role/somebody`,
      account,
      action,
      resource: `<${key}.Arn>`,
      context: {
        ...encryptionContextKeys(context),
        ...(viaService && { 'kms:ViaService': viaService }),
      },
    },
    [identity],
    keyPolicy?.properties['KeyPolicy'],
  ).allowed
}

const whoMay = (use: Use) => functionNames.filter((name) => decide(policyOf(name), use))

/** The context with which a branch key of this kind is really wrapped. */
async function contextOf(kind: string, store = 'noteseal-keys'): Promise<Context> {
  const kms = new WrappingKmsInMemory()
  await new KeyStore(store, kms).create(`C#${'c'.repeat(26)}`, { kind, practice: 'p'.repeat(26) })
  const [context] = kms.contexts
  if (!context) throw new Error('the key was wrapped without a context')
  return { ...context }
}

const make = 'kms:GenerateDataKey'
const open = 'kms:Decrypt'

describe('a branch key as it is really wrapped', () => {
  it.each([
    ['client', make, ['records-api', 'import-records']],
    ['client', open, ['records-api', 'releases-api', 'render-document', 'import-records']],
    ['group', make, ['records-api', 'import-records']],
    ['group', open, ['records-api', 'import-records']],
    ['directory', make, ['found-practice', 'import-records']],
    ['directory', open, ['records-api', 'import-records']],
    ['register', make, ['records-api', 'import-records']],
    ['register', open, ['records-api', 'import-records']],
    ['process', make, []],
    ['process', open, []],
  ] as const)('of kind %s, by the seal key: %s', async (kind, action, who) => {
    expect(whoMay({ key: 'Seal', action, context: await contextOf(kind) })).toEqual(who)
  })

  it.each([
    ['process', make, ['process-notes-api']],
    ['process', open, ['process-notes-api']],
    ['client', make, []],
    ['client', open, []],
  ] as const)('of kind %s, by the key of process notes: %s', async (kind, action, who) => {
    const context = await contextOf(kind, 'noteseal-process-keys')
    expect(whoMay({ key: 'ProcessSeal', action, context })).toEqual(who)
  })
})

describe('nobody at all', () => {
  const without = (context: Context, name: string): Context =>
    Object.fromEntries(Object.entries(context).filter(([key]) => key !== name))

  it.each<[string, (context: Context) => Context]>([
    ['no context', () => ({})],
    ['no practice', (context) => without(context, 'aws-crypto-ec:practice')],
    ['no key’s name', (context) => without(context, 'branch-key-id')],
    ['no kind', (context) => without(context, 'aws-crypto-ec:kind')],
    ['a word more', (context) => ({ ...context, 'aws-crypto-ec:name': 'somebody' })],
    ['another store', (context) => ({ ...context, tablename: 'noteseal-process-keys' })],
  ])('opens a client’s key with %s', async (_what, change) => {
    const context = change(await contextOf('client'))
    expect(whoMay({ key: 'Seal', action: open, context })).toEqual([])
  })

  it('not even an administrator, uses a seal key outside its store or through a service', async () => {
    const context = await contextOf('client')
    const use = (more: Partial<Use>) =>
      decide(everything, { key: 'Seal', action: open, context, ...more })
    expect(use({})).toBe(true)
    expect(use({ context: {} })).toBe(false)
    expect(use({ context: { ...context, tablename: 'mine' } })).toBe(false)
    expect(use({ context: { 'aws:dynamodb:tableName': 't', tablename: 'noteseal-keys' } })).toBe(
      false,
    )
    expect(use({ viaService: 'dynamodb.us-east-2.amazonaws.com' })).toBe(false)
    expect(use({ key: 'ProcessSeal' })).toBe(false)
  })
})
