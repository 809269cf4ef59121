import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { privateFolder, writeDurably } from '../durable-file.ts'
import type { Authority } from '../iam/authority.ts'
import type { UseStorageKey } from '../kms/storage-key-use.ts'
import type { Queues } from '../service.ts'

interface Queue {
  readonly dir: string
  readonly keyArn: string | undefined
  count: number
}

interface Message {
  readonly id: string
  readonly body: string
  /** RFC 3339. */
  readonly at: string
}

/** Dead letter queues: what the cloud puts in stays until somebody looks. */
export function createQueues(options: {
  readonly dir: string
  readonly region: string
  readonly account: string
  readonly now: () => number
  readonly authority: Authority
  readonly useStorageKey: UseStorageKey
}): Queues {
  const { region, account, authority } = options
  const queues = new Map<string, Queue>()

  function queueOf(queueArn: string): Queue {
    const queue = queues.get(queueArn)
    if (!queue) throw new Error(`Queue ${queueArn} is not there`)
    return queue
  }

  return {
    async createQueue(name, properties) {
      if (!/^[A-Za-z0-9_-]{1,80}(\.fifo)?$/.test(name)) throw new Error(`Queue name ${name}`)
      const queueArn = `arn:aws:sqs:${region}:${account}:${name}`
      const dir = privateFolder(join(options.dir, name))
      const count = readdirSync(dir).length
      queues.set(queueArn, { dir, keyArn: properties?.KmsMasterKeyId, count })
      return { queueArn, queueUrl: `https://sqs.${region}.amazonaws.com/${account}/${name}` }
    },

    async send(queueArn, body, sender) {
      const queue = queueOf(queueArn)
      const { dir, keyArn } = queue
      if (sender) {
        authority.authorize(sender, { action: 'sqs:SendMessage', resource: queueArn })
        if (keyArn) {
          options.useStorageKey(sender, keyArn, {
            service: 'sqs',
            actions: ['kms:GenerateDataKey', 'kms:Decrypt'],
            encryptionContext: { 'aws:sqs:arn': queueArn },
          })
        }
      }
      const id = randomUUID()
      const message: Message = { id, body, at: new Date(options.now()).toISOString() }
      queue.count += 1
      const order = String(queue.count).padStart(8, '0')
      await writeDurably(join(dir, `${order}-${id}.json`), JSON.stringify(message))
    },

    async list(queueArn) {
      const { dir } = queueOf(queueArn)
      const files = readdirSync(dir).filter((name) => name.endsWith('.json'))
      const texts = await Promise.all(files.sort().map((name) => readFile(join(dir, name), 'utf8')))
      return texts.map((text) => JSON.parse(text) as Message)
    },
  }
}
