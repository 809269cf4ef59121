import { describe, expect, it } from 'vitest'
import {
  noValue,
  resolveIntrinsics,
  type Scope,
} from '../../../../infra/local/template/intrinsics.ts'

const scope: Scope = {
  ref: (name) => {
    if (name === 'AWS::NoValue') return noValue
    if (name === 'AWS::Region') return 'us-east-2'
    if (name === 'Table') return 'notes'
    throw new Error(`Ref ${name}`)
  },
  attribute: (name, attribute) => `${name}.${attribute}`,
  condition: (name) => name === 'Yes',
  mapping: (...path) => path.join('/'),
  importValue: (name) => `imported ${name}`,
  stackOutput: (stack, output) => `${stack}:${output}`,
}
/** `<…>` stands for a placeholder of CloudFormation's, which would look like one of ours. */
const pattern = (text: string) => text.replaceAll('<', '${').replaceAll('>', '}')
const resolved = (value: unknown) => resolveIntrinsics(value, scope)

describe('intrinsic functions', () => {
  it.each([
    ['Ref', { Ref: 'Table' }, 'notes'],
    ['GetAtt', { 'Fn::GetAtt': ['Table', 'Arn'] }, 'Table.Arn'],
    ['GetAtt as text', { 'Fn::GetAtt': 'Made.Outputs.Pem' }, 'Made.Outputs.Pem'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'Table' }]] }, 'a-notes'],
    [
      'Sub',
      { 'Fn::Sub': pattern('arn:<AWS::Region>:<Table>/<Table.Arn>/<!Kept>') },
      pattern('arn:us-east-2:notes/Table.Arn/<Kept>'),
    ],
    [
      'Sub with values',
      { 'Fn::Sub': [pattern('<Own>-<Table>'), { Own: { Ref: 'Table' } }] },
      'notes-notes',
    ],
    ['Select', { 'Fn::Select': ['1', ['a', 'b']] }, 'b'],
    ['Split', { 'Fn::Split': ['/', 'a/b'] }, ['a', 'b']],
    [
      'Select of Split',
      { 'Fn::Select': [1, { 'Fn::Split': ['.', { 'Fn::GetAtt': ['A', 'B'] }] }] },
      'B',
    ],
    ['If', { 'Fn::If': ['Yes', 'then', { Ref: 'Unknown' }] }, 'then'],
    ['If not', { 'Fn::If': ['No', { Ref: 'Unknown' }, 'else'] }, 'else'],
    ['Equals', { 'Fn::Equals': [{ Ref: 'Table' }, 'notes'] }, true],
    ['Not', { 'Fn::Not': [{ Condition: 'No' }] }, true],
    ['And', { 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Equals': ['a', 'b'] }] }, false],
    ['Or', { 'Fn::Or': [{ Condition: 'No' }, { 'Fn::Equals': ['a', 'a'] }] }, true],
    ['FindInMap', { 'Fn::FindInMap': ['Map', { Ref: 'AWS::Region' }, 'key'] }, 'Map/us-east-2/key'],
    ['Base64', { 'Fn::Base64': 'text' }, 'dGV4dA=='],
    ['ImportValue', { 'Fn::ImportValue': 'keys:Seal' }, 'imported keys:Seal'],
    [
      'GetStackOutput',
      { 'Fn::GetStackOutput': { StackName: 'keys', OutputName: 'Seal' } },
      'keys:Seal',
    ],
  ])('%s', (_, value, expected) => {
    expect(resolved(value)).toEqual(expected)
  })

  it('leaves out what has no value, in objects and in lists', () => {
    const nothing = { Ref: 'AWS::NoValue' }
    expect(
      resolved({ a: 1, b: nothing, c: [nothing, 2], d: { 'Fn::If': ['No', 1, nothing] } }),
    ).toEqual({
      a: 1,
      c: [2],
    })
  })

  it('leaves conditions of policies and other words as they are', () => {
    const statement = { Condition: { StringEquals: { 'kms:ViaService': { Ref: 'Table' } } } }
    expect(resolved(statement)).toEqual({
      Condition: { StringEquals: { 'kms:ViaService': 'notes' } },
    })
  })

  it('fails on a function it does not know', () => {
    expect(() => resolved({ 'Fn::Transform': {} })).toThrow('Fn::Transform')
  })
})
