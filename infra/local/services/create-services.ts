import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateFolder } from './durable-file.ts'
import { createDynamoDb } from './dynamodb/create-dynamodb.ts'
import { serve } from './http/wire-server.ts'
import { createAuthority } from './iam/authority.ts'
import { createKms } from './kms/create-kms.ts'
import { storageKeyUse } from './kms/storage-key-use.ts'
import { createS3 } from './s3/create-s3.ts'
import type { Services, ServicesOptions } from './service.ts'
import { createSes } from './ses/create-ses.ts'
import { createQueues } from './sqs/create-queues.ts'

/** The AWS services of the local cloud, each behind its own HTTP server on this machine. */
export async function createServices(options: ServicesOptions): Promise<Services> {
  const temporary = options.dir ? undefined : await mkdtemp(join(tmpdir(), 'noteseal-services-'))
  const dir = privateFolder(options.dir ?? temporary ?? '')
  const { region, account, now, log, sweepEveryMilliseconds } = options
  const authority = createAuthority(options)
  const place = { region, account, now, authority }

  const kms = createKms({ ...place, dir: join(dir, 'kms') })
  const useStorageKey = storageKeyUse({ authority, region, usableKey: kms.usableKey })
  const path = temporary ? undefined : join(dir, 'dynamodb')
  const s3 = createS3({ now, authority, useStorageKey, dir: join(dir, 's3') })
  const { putExported } = s3
  const dynamodb = await createDynamoDb({ ...place, path, useStorageKey, putExported })
  const ses = createSes({ ...place, dir: join(dir, 'mail') })
  const queues = createQueues({ ...place, useStorageKey, dir: join(dir, 'queues') })

  const servers = await Promise.all(
    [dynamodb.wire, kms.wire, s3.wire, ses.wire].map((wire) => serve(wire, options)),
  )
  const [dynamodbServer, kmsServer, s3Server, sesServer] = servers
  const sweep = () =>
    dynamodb.sweepExpired().catch((error: unknown) => {
      log?.(`dynamodb: sweep of expired items failed: ${error instanceof Error ? error.name : ''}`)
    })
  const sweeping = sweepEveryMilliseconds && setInterval(sweep, sweepEveryMilliseconds).unref()

  return {
    endpoints: {
      dynamodb: dynamodbServer?.url ?? '',
      kms: kmsServer?.url ?? '',
      s3: s3Server?.url ?? '',
      sesv2: sesServer?.url ?? '',
    },
    dynamodb,
    kms,
    s3,
    mailbox: ses.mailbox,
    queues,
    usedRights: { list: authority.used, clear: authority.clear },
    authorize: (principal, request) => authority.authorize(principal, request),
    async close() {
      if (sweeping) clearInterval(sweeping)
      await Promise.all(servers.map((server) => server.close()))
      await dynamodb.close()
      if (temporary) await rm(temporary, { recursive: true, force: true })
    },
  }
}
