import { createHash, randomBytes } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import type { Principal } from '../service.ts'
import type { Item } from './item.ts'
import type { Table } from './table.ts'

/** How long a repeated request is known by its token. */
export const exportTokenLifeMilliseconds = 8 * 3_600_000

/** An export that was asked for, by the token of who asked. */
export interface KeptExport {
  readonly at: number
  readonly request: string
  readonly description: Readonly<Record<string, unknown>>
}

/** Puts an object in a caller's name, as DynamoDB does where it exports. @throws AccessDenied */
export type PutExported = (
  caller: Principal,
  object: {
    readonly bucket: string
    readonly key: string
    readonly data: Buffer
    readonly contentType: string
    readonly storageKey: string | undefined
  },
) => Promise<void>

export interface ExportOrder {
  readonly table: Table
  readonly items: readonly Item[]
  /** The moment the items stood so, and when the export began and ended; milliseconds since 1970. */
  readonly exportTime: number
  readonly startTime: number
  readonly bucket: string
  readonly prefix: string | undefined
  readonly algorithm: 'AES256' | 'KMS'
  readonly storageKey: string | undefined
}

/** Items in one file; a data file of AWS's holds some megabytes. */
const ITEMS_IN_A_FILE = 10_000

/**
 * A whole export as DynamoDB lays it out below `<prefix>/AWSDynamoDB/<id>/`: gzipped JSON lines,
 * the manifest of files, and last the summary, without which an export is none.
 */
export async function writeExport(
  order: ExportOrder,
  put: (key: string, data: Buffer, contentType: string) => Promise<void>,
): Promise<{ readonly exportArn: string; readonly manifest: string }> {
  const { table, items, exportTime, startTime, prefix } = order
  const id = `${String(startTime).padStart(14, '0')}-${randomBytes(4).toString('hex')}`
  const exportArn = `${table.tableArn}/export/${id}`
  const folder = `${prefix ? `${prefix.replace(/\/+$/, '')}/` : ''}AWSDynamoDB/${id}/`
  await put(`${folder}_started`, Buffer.alloc(0), 'application/octet-stream')

  const files: string[] = []
  for (let from = 0; from < Math.max(1, items.length); from += ITEMS_IN_A_FILE) {
    const part = items.slice(from, from + ITEMS_IN_A_FILE)
    const lines = part.map((item) => `${JSON.stringify({ Item: item })}\n`).join('')
    const data = gzipSync(lines)
    const key = `${folder}data/${randomBytes(16).toString('hex')}.json.gz`
    await put(key, data, 'application/octet-stream')
    files.push(
      JSON.stringify({
        itemCount: part.length,
        md5Checksum: md5(data, 'base64'),
        etag: `${md5(data, 'hex')}-1`,
        dataFileS3Key: key,
      }),
    )
  }
  const manifestFiles = `${folder}manifest-files.json`
  await withChecksum(put, manifestFiles, `${files.join('\n')}\n`)
  const summary = {
    version: '2023-08-01',
    exportArn,
    startTime: iso(startTime),
    endTime: iso(startTime),
    tableArn: table.tableArn,
    tableId: table.TableName,
    exportTime: iso(exportTime),
    s3Bucket: order.bucket,
    s3Prefix: prefix ?? null,
    s3SseAlgorithm: order.algorithm,
    s3SseKmsKeyId: order.storageKey ?? null,
    manifestFilesS3Key: manifestFiles,
    billedSizeBytes: 0,
    itemCount: items.length,
    outputFormat: 'DYNAMODB_JSON',
    exportType: 'FULL_EXPORT',
  }
  const manifest = `${folder}manifest-summary.json`
  await withChecksum(put, manifest, JSON.stringify(summary))
  return { exportArn, manifest }
}

/** Order matters: whoever finds the manifest may read on. */
async function withChecksum(
  put: (key: string, data: Buffer, contentType: string) => Promise<void>,
  key: string,
  text: string,
): Promise<void> {
  const data = Buffer.from(text)
  await put(key.replace(/\.json$/, '.md5'), Buffer.from(md5(data, 'base64')), 'text/plain')
  await put(key, data, 'application/json')
}

const md5 = (data: Buffer, encoding: 'base64' | 'hex') =>
  createHash('md5').update(data).digest(encoding)

const iso = (milliseconds: number) => new Date(milliseconds).toISOString()
