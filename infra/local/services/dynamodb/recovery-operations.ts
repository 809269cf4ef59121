import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Operation } from '../http/json-protocol.ts'
import { ServiceFailure } from '../http/service-failure.ts'
import type { Engine } from './engine.ts'
import { itemsAt, momentOf, restored } from './point-in-time.ts'
import { exportKey } from './storage-key.ts'
import { description, type Table } from './table.ts'
import {
  exportTokenLifeMilliseconds,
  type KeptExport,
  type PutExported,
  writeExport,
} from './table-export.ts'

/** Strict: a part of a request that is not known here must not be passed over. */
const RestoreInput = z.strictObject({
  SourceTableName: z.string(),
  TargetTableName: z.string().regex(/^[a-zA-Z0-9_.-]{3,255}$/),
  RestoreDateTime: z.number().optional(),
  UseLatestRestorableTime: z.boolean().default(false),
})

const ExportInput = z.strictObject({
  TableArn: z.string(),
  ExportTime: z.number().optional(),
  ClientToken: z.string().min(1).max(64),
  S3Bucket: z.string(),
  S3Prefix: z.string().max(1024).optional(),
  S3SseAlgorithm: z.enum(['AES256', 'KMS']).default('AES256'),
  S3SseKmsKeyId: z.string().optional(),
  ExportFormat: z.literal('DYNAMODB_JSON').default('DYNAMODB_JSON'),
  ExportType: z.literal('FULL_EXPORT').default('FULL_EXPORT'),
})
type ExportInput = z.infer<typeof ExportInput>

/** What the target's restore needs besides, as IAM's reference says. */
const toFill = [
  'BatchWriteItem',
  'DeleteItem',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
].map((action) => ({ action, context: {} }))

export interface Recovery {
  readonly engine: Engine
  readonly permitNew: (
    caller: Parameters<Operation>[1],
    name: string,
    actions: readonly string[],
  ) => void
  /** A table that was made while the service runs. */
  readonly keep: (table: Table) => void
  readonly putExported: PutExported
}

export function recoveryOperations({
  engine: { level, journal, clock, access },
  permitNew,
  keep,
  putExported,
}: Recovery): Record<string, Operation> {
  return {
    async RestoreTableToPointInTime(raw, caller) {
      const input = RestoreInput.parse(raw)
      const { SourceTableName: source, TargetTableName: target, RestoreDateTime } = input
      const right = { action: 'RestoreTableToPointInTime', context: {} }
      const table = access.permitted(caller, source, [right])
      permitNew(caller, target, [right.action, ...toFill.map(({ action }) => action)])
      if ((RestoreDateTime === undefined) !== input.UseLatestRestorableTime) {
        const message = 'Name a moment, or ask for the latest: one of the two'
        throw new ServiceFailure('ValidationException', message)
      }
      if (access.find(target)) {
        throw new ServiceFailure('TableAlreadyExistsException', `Table already exists: ${target}`)
      }
      const now = clock.now()
      const at = momentOf(table, RestoreDateTime, now, 'InvalidRestoreTimeException')
      const made = await restored(level, journal, table, target, { at, now })
      keep(made)
      return { TableDescription: { ...description(made), TableStatus: 'CREATING' } }
    },

    async ExportTableToPointInTime(raw, caller) {
      const input = ExportInput.parse(raw)
      const name = input.TableArn.split(':table/')[1] ?? input.TableArn
      const right = { action: 'ExportTableToPointInTime', context: {} }
      const table = access.permitted(caller, name, [right])
      const now = clock.now()
      const known = journal.read(exportKey(input.ClientToken)) as KeptExport | undefined
      if (known && now - known.at < exportTokenLifeMilliseconds) return repeated(known, input)

      const exportTime = momentOf(table, input.ExportTime, now, 'InvalidExportTimeException')
      const items = await itemsAt(level, journal, table, exportTime)
      const { S3Bucket: bucket, S3Prefix: prefix, S3SseKmsKeyId: storageKey } = input
      const { exportArn, manifest } = await writeExport(
        {
          table,
          items,
          exportTime,
          startTime: now,
          bucket,
          prefix,
          algorithm: input.S3SseAlgorithm,
          storageKey,
        },
        (key, data, contentType) =>
          putExported(caller, { bucket, key, data, contentType, storageKey }),
      )
      const described = {
        ExportArn: exportArn,
        // It is done; at AWS it is not when this is answered, and nobody may rely on it.
        ExportStatus: 'IN_PROGRESS',
        StartTime: now / 1000,
        TableArn: table.tableArn,
        ExportTime: exportTime / 1000,
        ClientToken: input.ClientToken,
        S3Bucket: bucket,
        ...(prefix !== undefined && { S3Prefix: prefix }),
        S3SseAlgorithm: input.S3SseAlgorithm,
        ...(storageKey && { S3SseKmsKeyId: storageKey }),
        ExportFormat: input.ExportFormat,
        ExportType: input.ExportType,
        ExportManifest: manifest,
      }
      const kept: KeptExport = { at: now, request: fingerprint(input), description: described }
      journal.stage(new Map([[exportKey(input.ClientToken), kept]]))
      await journal.committed()
      return { ExportDescription: described }
    },
  }
}

/** @throws ServiceFailure `ExportConflictException` */
function repeated({ request, description }: KeptExport, input: ExportInput): unknown {
  if (request === fingerprint(input)) return { ExportDescription: description }
  const message = 'Another export was asked for under this token'
  throw new ServiceFailure('ExportConflictException', message)
}

const fingerprint = (input: ExportInput) =>
  createHash('sha256').update(JSON.stringify(input)).digest('hex')
