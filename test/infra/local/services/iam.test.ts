import { describe, expect, it } from 'vitest'
import { evaluate } from '../../../../infra/local/services/iam/evaluate.ts'
import type {
  PolicyDocument,
  PolicyStatement,
} from '../../../../infra/local/services/iam/policy.ts'
import type { RequestContext } from '../../../../infra/local/services/service.ts'

const account = '111122223333'
const roleArn = `arn:aws:iam::${account}:role/records`
const table = `arn:aws:dynamodb:us-east-1:${account}:table/Records`
const key = `arn:aws:kms:us-east-1:${account}:key/mrk-1`

const allow = (statement: Partial<PolicyStatement>): PolicyStatement => ({
  Effect: 'Allow',
  Action: 'dynamodb:GetItem',
  Resource: table,
  ...statement,
})

interface Asked {
  readonly action?: string
  readonly resource?: string
  readonly context?: RequestContext
  readonly resourcePolicy?: PolicyDocument
}

function allowed(statements: PolicyStatement[], asked: Asked = {}): boolean {
  const { action = 'dynamodb:GetItem', resource = table, context = {}, resourcePolicy } = asked
  const request = { roleArn, account, action, resource, context }
  return evaluate(request, [{ Statement: statements }], resourcePolicy).allowed
}

describe('a statement', () => {
  it.each([
    ['its action', {}, {}, true],
    ['another action', {}, { action: 'dynamodb:PutItem' }, false],
    ['an action in other case', { Action: 'DYNAMODB:getitem' }, {}, true],
    ['an action by pattern', { Action: 'dynamodb:Get*' }, {}, true],
    ['one of several actions', { Action: ['dynamodb:PutItem', 'dynamodb:GetItem'] }, {}, true],
    ['another resource', {}, { resource: `${table}2` }, false],
    ['an index of the table', {}, { resource: `${table}/index/due` }, false],
    [
      'an index by pattern',
      { Resource: `${table}/index/*` },
      { resource: `${table}/index/due` },
      true,
    ],
    ['a resource in other case', {}, { resource: table.toUpperCase() }, false],
    ['a single character by ?', { Resource: `${table.slice(0, -1)}?` }, {}, true],
    ['everything but an action', { Action: undefined, NotAction: 'dynamodb:PutItem' }, {}, true],
    ['an action it leaves out', { Action: undefined, NotAction: 'dynamodb:Get*' }, {}, false],
    ['a dot that is no pattern', { Resource: table.replace('R', '.') }, {}, false],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable is written so
    ['a variable', { Resource: table.replace(account, '${aws:PrincipalAccount}') }, {}, true],
  ] as [string, Partial<PolicyStatement>, Asked, boolean][])(
    'about %s allows as written',
    (_what, statement, asked, expected) => {
      const { Action, ...rest } = allow(statement)
      expect(allowed([Action === undefined ? rest : { Action, ...rest }], asked)).toBe(expected)
    },
  )

  it('allows nothing when there is none', () => {
    expect(allowed([])).toBe(false)
  })

  it('that denies wins over any that allow, wherever it stands', () => {
    const deny: PolicyStatement = { Effect: 'Deny', Action: '*', Resource: '*' }
    expect(allowed([allow({}), deny])).toBe(false)
    expect(allowed([deny, allow({})])).toBe(false)
    const resourcePolicy = { Statement: { ...deny, Principal: '*' as const } }
    expect(allowed([allow({})], { resourcePolicy })).toBe(false)
  })
})

describe('a condition', () => {
  const leading = (...keys: string[]) => ({ 'dynamodb:LeadingKeys': keys })

  it.each([
    ['StringEquals', 'a', { k: 'a' }, true],
    ['StringEquals', 'a', { k: 'A' }, false],
    ['StringEquals', ['b', 'a'], { k: 'a' }, true],
    ['StringEquals', 'a', {}, false],
    ['StringEqualsIfExists', 'a', {}, true],
    ['StringEqualsIfExists', 'a', { k: 'b' }, false],
    ['StringNotEquals', 'a', { k: 'b' }, true],
    ['StringNotEquals', 'a', { k: 'a' }, false],
    ['StringNotEquals', 'a', {}, true],
    ['StringEqualsIgnoreCase', 'a', { k: 'A' }, true],
    ['StringLike', 'P#*#C#*', { k: 'P#1#C#2' }, true],
    ['StringLike', 'P#*#C#*', { k: 'P#1#G#2' }, false],
    ['StringLike', 'P#?', { k: 'P#12' }, false],
    ['StringNotLike', 'P#*', { k: 'S#1' }, true],
    ['Null', 'false', { k: 'x' }, true],
    ['Null', 'false', {}, false],
    ['Null', 'true', {}, true],
    ['Null', true, { k: 'x' }, false],
    ['Null', 'false', { k: [] }, false],
    ['Bool', 'false', { k: 'false' }, true],
    ['Bool', 'true', { k: 'false' }, false],
    ['Bool', true, {}, false],
    ['BoolIfExists', true, {}, true],
    ['ArnEquals', 'arn:aws:s3:::docs', { k: 'arn:aws:s3:::docs' }, true],
    ['ArnLike', 'arn:aws:s3:::docs*', { k: 'arn:aws:s3:::docs/x' }, true],
    ['ArnLike', 'arn:aws:*:docs', { k: 'arn:aws:s3:::docs' }, false],
    ['ArnNotLike', 'arn:aws:s3:::docs', { k: 'arn:aws:s3:::other' }, true],
    ['NumericLessThan', '60', { k: '59' }, true],
    ['NumericLessThan', '60', { k: '60' }, false],
    ['NumericLessThanEquals', 60, { k: '60' }, true],
    ['NumericGreaterThanEquals', 7, { k: '10' }, true],
    ['NumericGreaterThan', '1.2', { k: '1.3' }, true],
    ['NumericEquals', '7', { k: '7.0' }, true],
    ['NumericLessThan', '60', { k: 'x' }, false],
    ['DateLessThan', '2026-01-01T00:00:00Z', { k: '2025-12-31T23:59:59Z' }, true],
    ['ForAllValues:StringEquals', ['a', 'b'], { k: ['a', 'b'] }, true],
    ['ForAllValues:StringEquals', ['a', 'b'], { k: ['a', 'c'] }, false],
    ['ForAllValues:StringEquals', ['a'], {}, true],
    ['ForAllValues:StringEquals', ['a'], { k: [] }, true],
    ['ForAnyValue:StringEquals', ['a'], { k: ['a', 'c'] }, true],
    ['ForAnyValue:StringEquals', ['a'], { k: ['c'] }, false],
    ['ForAnyValue:StringEquals', ['a'], {}, false],
    ['ForAllValues:StringLike', ['P#*'], { k: ['P#1', 'P#2'] }, true],
    ['ForAllValues:StringNotEquals', ['secret'], { k: ['a', 'secret'] }, false],
    ['ForAnyValue:StringNotEquals', ['a'], { k: ['a', 'b'] }, true],
  ] as [string, string | string[] | boolean | number, RequestContext, boolean][])(
    '%s %j on %j is %s',
    (operator, wanted, context, expected) => {
      const statement = allow({ Condition: { [operator]: { k: wanted } } })
      expect(allowed([statement], { context })).toBe(expected)
    },
  )

  it('of several keys and operators holds only when all do', () => {
    const Condition = {
      StringEquals: { a: '1', b: '2' },
      Null: { c: 'false' },
    }
    const statement = allow({ Condition })
    expect(allowed([statement], { context: { a: '1', b: '2', c: 'x' } })).toBe(true)
    expect(allowed([statement], { context: { a: '1', b: 'x', c: 'x' } })).toBe(false)
    expect(allowed([statement], { context: { a: '1', b: '2' } })).toBe(false)
  })

  it('on leading keys needs them to be there at all: a scan has none', () => {
    const Condition = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': 'P#*#C#*' },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    }
    const statement = allow({ Action: 'dynamodb:*', Condition })
    expect(allowed([statement], { context: leading('P#1#C#1') })).toBe(true)
    expect(allowed([statement], { context: leading('P#1#C#1', 'P#1') })).toBe(false)
    expect(allowed([statement], { action: 'dynamodb:Scan' })).toBe(false)
  })

  it('ignores the case of its key, not of its values', () => {
    const statement = allow({ Condition: { StringEquals: { 'KMS:encryptioncontext:Kind': 'a' } } })
    expect(allowed([statement], { context: { 'kms:EncryptionContext:kind': 'a' } })).toBe(true)
    expect(allowed([statement], { context: { 'kms:EncryptionContext:kind': 'A' } })).toBe(false)
  })

  it('of an unknown operator is a fault, never ignored', () => {
    const statement = allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })
    expect(() => allowed([statement])).toThrow(/IpAddress/)
  })
})

describe('a key policy', () => {
  const use = allow({ Action: 'kms:Decrypt', Resource: key })
  const asked = { action: 'kms:Decrypt', resource: key }
  const policy = (statement: Partial<PolicyStatement>): PolicyDocument => ({
    Statement: { Effect: 'Allow', Action: 'kms:*', Resource: '*', ...statement },
  })
  const root = { AWS: `arn:aws:iam::${account}:root` }

  it('that hands over to the account lets the role’s own policies decide', () => {
    const resourcePolicy = policy({ Principal: root })
    expect(allowed([use], { ...asked, resourcePolicy })).toBe(true)
    expect(allowed([], { ...asked, resourcePolicy })).toBe(false)
  })

  it('that does not hand over leaves the role without the key, whatever it was given', () => {
    const resourcePolicy = policy({ Principal: { AWS: `arn:aws:iam::${account}:role/other` } })
    expect(allowed([use], { ...asked, resourcePolicy })).toBe(false)
    expect(allowed([use], asked)).toBe(false)
  })

  it('that names the role gives it the key by itself', () => {
    expect(allowed([], { ...asked, resourcePolicy: policy({ Principal: { AWS: roleArn } }) })).toBe(
      true,
    )
  })

  it('that hands over on a condition holds it', () => {
    const resourcePolicy = policy({
      Principal: root,
      Condition: { StringEquals: { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' } },
    })
    const context = { 'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com' }
    expect(allowed([use], { ...asked, resourcePolicy, context })).toBe(true)
    expect(allowed([use], { ...asked, resourcePolicy })).toBe(false)
  })

  it('that denies others than a role denies them', () => {
    const other = `arn:aws:iam::${account}:role/other`
    const deny = (arn: string): PolicyDocument => ({
      Statement: [
        { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' },
        { Effect: 'Deny', NotPrincipal: { AWS: arn }, Action: 'kms:*', Resource: '*' },
      ],
    })
    expect(allowed([use], { ...asked, resourcePolicy: deny(other) })).toBe(false)
    expect(allowed([use], { ...asked, resourcePolicy: deny(roleArn) })).toBe(true)
  })

  it('for a service says nothing about a role', () => {
    const resourcePolicy = policy({ Principal: { Service: 'logs.amazonaws.com' } })
    expect(allowed([use], { ...asked, resourcePolicy })).toBe(false)
  })
})
