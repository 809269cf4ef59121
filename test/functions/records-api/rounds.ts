import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import type { KMSClient } from '@aws-sdk/client-kms'

interface Waiting {
  readonly name: string
  readonly go: () => Promise<unknown>
}

/**
 * Counts the calls that had to wait for one another, whatever the machine is busy with: all calls
 * that are wanted by now go out as one round, and the next round only after every one of them was
 * answered and nobody wants anything more.
 */
export class Rounds {
  readonly #waiting: Waiting[] = []
  #running = false
  list: string[][] = []

  client<T extends DynamoDBClient | KMSClient>(client: T): T {
    const real: { send(command: object): Promise<unknown> } = client as never
    const send = (command: object) =>
      new Promise((resolve, reject) => {
        const go = () => real.send(command).then(resolve, reject)
        this.#waiting.push({ name: command.constructor.name.replace(/Command$/, ''), go })
        if (!this.#running) void this.#run()
      })
    return { send } as unknown as T
  }

  async #run(): Promise<void> {
    this.#running = true
    await quiet()
    while (this.#waiting.length > 0) {
      const round = this.#waiting.splice(0)
      this.list.push(round.map(({ name }) => name).sort())
      await Promise.all(round.map(({ go }) => go()))
      await quiet()
    }
    this.#running = false
  }
}

/** Until all that follows from what was answered has been done: it takes no timers and no I/O. */
async function quiet(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await new Promise((resume) => setImmediate(resume))
}
