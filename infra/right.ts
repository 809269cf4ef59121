import type { ITable, Table } from 'aws-cdk-lib/aws-dynamodb'
import { PolicyStatement, type PolicyStatementProps } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import type { Acknowledged } from './acknowledge.ts'

/** The stack's own, or one that is known by its name: the library's types differ in what may be undefined. */
export type AnyTable = Table | ITable

/** Something a function may do: exact statements, and with each wildcard the reason it is there. */
export interface Right {
  readonly statements: readonly PolicyStatement[]
  /** Tables used: DynamoDB opens their storage key in the caller's name. */
  readonly tables?: readonly AnyTable[]
  readonly acknowledged?: Acknowledged
}

export const statement = (
  sid: string,
  actions: readonly string[],
  resources: readonly string[],
  conditions?: PolicyStatementProps['conditions'],
) =>
  new PolicyStatement({
    sid,
    actions: [...actions],
    resources: [...resources],
    ...(conditions && { conditions }),
  })

/** @throws Error where somebody passes a table, bucket or queue without a key of ours */
export function keyOf(name: string, key: IKey | undefined): IKey {
  if (!key) throw new Error(`${name} is not encrypted with a key of this app`)
  return key
}
