import { Stack, Token } from 'aws-cdk-lib'
import { Table } from 'aws-cdk-lib/aws-dynamodb'
import type { PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { type AnyTable, keyOf, type Right, statement } from './right.ts'

export type ItemAction =
  | 'GetItem'
  | 'Query'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'ConditionCheckItem'

/** Partition keys as `StringLike` patterns. An id has 26 characters, which tells a partition apart. */
export const partitions = {
  ofPractice: 'P#*',
  /** The practice's own: settings and members, and no client's. */
  practice: `P#${'?'.repeat(26)}`,
  /** Also an author's process notes about a client, and the id of the key of these. */
  client: 'P#*#C#*',
  /** Custodial accesses and hand-overs of caseloads. */
  custody: 'P#*#CUSTODY',
  group: 'P#*#G#*',
  directory: 'P#*#DIR',
  /** What a practice keeps of those whose records are destroyed. */
  register: 'P#*#REGISTER',
  certificates: 'P#*#CERTIFICATES',
  /** Of which tables the tombstones were replayed. */
  tombstones: 'TOMBSTONES',
  subject: 'SUB#*',
  /** Doors that links from outside are found by. */
  link: 'LINK#*',
  clientKey: 'C#*',
  groupKey: 'G#*',
  directoryKey: 'DIR#*',
  registerKey: 'REG#*',
  /** The list of practices, for what runs on a schedule. */
  practices: 'PRACTICES',
  /** The one import that a deployment may see. */
  imports: 'IMPORT',
} as const

/**
 * Items of certain partitions, of one table or of several whose partitions are told apart by their
 * names: a policy has room for so many statements only. The condition says `Null: false` too, because
 * `ForAllValues` holds where a call names no partition at all, as a scan does.
 */
export function items(
  sid: string,
  table: AnyTable | readonly AnyTable[],
  actions: readonly ItemAction[],
  keys: readonly string[],
): Right {
  const tables = [table].flat()
  return {
    statements: [
      statement(
        sid,
        actions.map(asAction),
        tables.map(({ tableArn }) => tableArn),
        {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [...keys] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      ),
    ],
    tables,
  }
}

/** A table from end to end, whatever its partitions. */
export function scan(sid: string, table: AnyTable): Right {
  return {
    statements: [statement(sid, ['dynamodb:Scan'], [table.tableArn])],
    tables: [table],
  }
}

/** A query of one index, all partitions of it. */
export function index(sid: string, table: AnyTable, ...names: readonly string[]): Right {
  return {
    statements: [
      statement(
        sid,
        [asAction('Query')],
        names.map((name) => `${table.tableArn}/index/${name}`),
      ),
    ],
    tables: [table],
  }
}

/** What Lambda does in a function's name to bring it a table's changes. */
export function stream(table: AnyTable): Right {
  if (!table.tableStreamArn) throw new Error(`${table.node.path} has no stream`)
  return {
    statements: [
      statement(
        'ReadStream',
        ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'],
        [table.tableStreamArn],
      ),
      statement('ListStreams', ['dynamodb:ListStreams'], [`${table.tableArn}/stream/*`]),
    ],
    tables: [table],
    acknowledged: {
      [`AwsSolutions::AwsSolutions-IAM5[Resource::${writtenArn(table)}/stream/*]` as const]:
        'Streams are listed by table and named after the moment of their making; reading one goes by its exact name.',
    },
  }
}

/** As a finding writes the ARN of a table of ours, or of one that was restored and is known by name. */
function writtenArn(table: AnyTable): string {
  if (table instanceof Table) return `<${table.node.id}.Arn>`
  const { partition, region, account } = Stack.of(table)
  const written = (part: string, pseudo: string) => (Token.isUnresolved(part) ? pseudo : part)
  const place = `${written(partition, '<AWS::Partition>')}:dynamodb:${region}`
  return `arn:${place}:${written(account, '<AWS::AccountId>')}:table/${table.tableName}`
}

/** DynamoDB opens a table's key as whoever calls, with the table's name in the context. */
export function tableKey(tables: readonly AnyTable[]): PolicyStatement[] {
  const [first] = tables
  if (!first) return []
  const { region, urlSuffix } = Stack.of(first)
  return [
    statement(
      'OpenTables',
      ['kms:Decrypt'],
      [...new Set(tables.map((table) => keyOf(table.node.path, table.encryptionKey).keyArn))],
      {
        StringEquals: {
          'kms:ViaService': `dynamodb.${region}.${urlSuffix}`,
          'kms:EncryptionContext:aws:dynamodb:tableName': [
            ...new Set(tables.map((table) => table.tableName)),
          ],
        },
      },
    ),
  ]
}

const asAction = (action: ItemAction) => `dynamodb:${action}`
