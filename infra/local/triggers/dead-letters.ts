import type { Principal, Queues } from '../services/service.ts'

/** Where what could not be done is kept for people: queues of the template. */
export interface DeadLetters {
  /** @param sender in whose name; refused where its role may not send there */
  keep(queueArn: string, letter: DeadLetter, sender: Principal | undefined): Promise<void>
}

/** As Lambda and EventBridge describe it, without the records themselves: ids are in the stream. */
export interface DeadLetter {
  readonly functionName: string
  /** `RetryAttemptsExhausted`, `RecordAgeExceeded` … */
  readonly condition: string
  readonly attempts: number
  readonly at: string
  /** For a batch: the table and the sequence numbers of its first and last record. */
  readonly batch?: { readonly table: string; readonly first: string; readonly last: string }
  readonly schedule?: string
}

export function deadLetters(queues: Queues, log: (line: string) => void): DeadLetters {
  return {
    keep: async (queueArn, letter, sender) => {
      log(`dead letter: ${letter.functionName} after ${letter.attempts} attempts`)
      await queues.send(queueArn, JSON.stringify(letter), sender)
    },
  }
}
