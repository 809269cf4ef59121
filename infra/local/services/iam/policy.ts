/** A policy as CloudFormation writes it, intrinsics resolved. */
export interface PolicyDocument {
  readonly Version?: string
  readonly Statement: OneOrMany<PolicyStatement>
}

export interface PolicyStatement {
  readonly Sid?: string
  readonly Effect: 'Allow' | 'Deny'
  readonly Action?: OneOrMany<string>
  readonly NotAction?: OneOrMany<string>
  readonly Resource?: OneOrMany<string>
  readonly NotResource?: OneOrMany<string>
  /** Resource policies only. */
  readonly Principal?: PolicyPrincipal
  readonly NotPrincipal?: PolicyPrincipal
  /** Operator → condition key → values. */
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, OneOrMany<Scalar>>>>>
}

export type PolicyPrincipal = '*' | Readonly<Record<string, OneOrMany<string>>>

export type Scalar = string | number | boolean

export type OneOrMany<T> = T | readonly T[]

export function many<T extends Scalar | PolicyStatement>(value: OneOrMany<T> | undefined): T[] {
  if (value === undefined) return []
  return isMany(value) ? [...value] : [value]
}

function isMany<T>(value: OneOrMany<T>): value is readonly T[] {
  return Array.isArray(value)
}
