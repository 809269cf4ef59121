import type { Right } from '../iam/authority.ts'
import type { RequestContext } from '../service.ts'
import type { Parsed } from './dynalite.ts'
import type { AttributeValue, Item } from './item.ts'
import type { Table } from './table.ts'
import type { WriteKind } from './write.ts'

export const itemActions: Readonly<Record<WriteKind, string>> = {
  Put: 'PutItem',
  Update: 'UpdateItem',
  Delete: 'DeleteItem',
  ConditionCheck: 'ConditionCheckItem',
}

/** What a request shows of itself to IAM's conditions. */
export function requestContext(
  table: Table | undefined,
  requests: readonly Parsed[],
  enclosingOperation?: string,
): RequestContext {
  const [first] = requests
  const keys = requests.flatMap((parsed) => leadingKey(table, parsed) ?? [])
  const attributes = requests.flatMap(attributesOf)
  return {
    ...(keys.length > 0 && { 'dynamodb:LeadingKeys': [...new Set(keys)] }),
    ...(attributes.length > 0 && { 'dynamodb:Attributes': [...new Set(attributes)] }),
    ...(first?.Select && { 'dynamodb:Select': first.Select }),
    ...(first?.ReturnValues && { 'dynamodb:ReturnValues': first.ReturnValues }),
    ...(first?.ReturnConsumedCapacity && {
      'dynamodb:ReturnConsumedCapacity': first.ReturnConsumedCapacity,
    }),
    ...(enclosingOperation && { 'dynamodb:EnclosingOperation': enclosingOperation }),
  }
}

/** A query on an index needs the right on the index alone, as at AWS. */
export function tableRight(
  action: string,
  tableArn: string,
  context: RequestContext,
  indexName?: string,
): Right {
  const resource = indexName ? `${tableArn}/index/${indexName}` : tableArn
  return { action: `dynamodb:${action}`, resource, context }
}

/** The partition key that a request names: an item's, a key's, or a query's. */
function leadingKey(table: Table | undefined, parsed: Parsed): string | undefined {
  const index = table?.indexes.find(({ IndexName }) => IndexName === parsed.IndexName)
  const name = (index?.KeySchema ?? table?.KeySchema)?.[0]?.AttributeName
  if (!name) return undefined
  const condition = parsed.KeyConditions?.[name]
  const keyed: Item | undefined = parsed.Item ?? parsed.Key
  return scalar(keyed?.[name] ?? condition?.AttributeValueList[0])
}

const scalar = (value: AttributeValue | undefined) => value?.S ?? value?.N ?? value?.B

/** Names of top-level attributes that a request reads or writes by name. */
function attributesOf(parsed: Parsed): string[] {
  return [
    ...Object.keys(parsed.Item ?? {}),
    ...Object.keys(parsed.Key ?? {}),
    ...Object.keys(parsed.KeyConditions ?? {}),
    ...Object.keys(parsed._condition?.pathHeads ?? {}),
    ...Object.keys(parsed._filter?.pathHeads ?? {}),
    ...(parsed._updates?.paths ?? []).map(([head]) => head),
    ...(parsed._projection?.paths ?? []).map(([head]) => head),
  ]
}
