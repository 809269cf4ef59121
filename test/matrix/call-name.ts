import type { Try } from '../infra/local/services/in-process.ts'

interface Asked {
  readonly TableName?: string
  readonly IndexName?: string
  readonly Key?: Record<string, { S?: string }>
  readonly ExpressionAttributeValues?: Record<string, { S?: string }>
  readonly TransactItems?: readonly Record<string, { TableName: string }>[]
}

/** What a call is, for people: the operation, and what it is about, without any id. */
export function callName({ service, operation, input }: Try): string {
  if (service === 's3') return `${operation} ${shapeOf(String(input).split('?')[0] ?? '')}`
  const asked = input as Asked
  if (asked.TransactItems) {
    const tables = asked.TransactItems.flatMap((item) =>
      Object.values(item).map(({ TableName }) => tableName(TableName)),
    )
    const counts = Map.groupBy(tables, (name) => name)
    const parts = [...counts].map(([name, { length }]) => `${name} ${length}`)
    return `${operation} ${parts.join(', ')}`
  }
  if (!asked.TableName) return `${service === 'kms' ? 'KMS' : 'SES'} ${operation}`
  const place = asked.IndexName ?? placeOf(asked)
  return `${operation} ${tableName(asked.TableName)} ${place}`.trim()
}

function placeOf({ Key, ExpressionAttributeValues: values }: Asked): string {
  const sk = Key?.['sk']?.S ?? values?.[':sk']?.S ?? values?.[':version']?.S ?? ''
  const id = Key?.['pk']?.S ?? values?.[':pk']?.S ?? values?.[':id']?.S ?? ''
  return sk === '' ? shapeOf(id) : shapeOf(sk)
}

/** `RECORDS_TABLE` → `Records`. */
const tableName = (name: string) =>
  name
    .replace(/_TABLE$/, '')
    .toLowerCase()
    .replace(/(^|_)(\w)/g, (_all, _gap, letter: string) => letter.toUpperCase())

/** Everything that looks like an id, a hash or a time is left out of a key. */
const shapeOf = (key: string) =>
  key
    .replace(/^\/(documents|ledger)-\d+/, '')
    .replace(/[0-9a-hjkmnp-tv-z]{26}/g, '…')
    .replace(/[0-9a-f]{16,}/g, '…')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '…')
