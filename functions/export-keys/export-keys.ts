import type { KeyExports } from '../../shared/aws/key-exports.ts'
import type { Clock } from '../../shared/clock.ts'

export interface ExportContext {
  readonly exports: Pick<KeyExports, 'begin' | 'lastDayBefore' | 'isComplete'>
  /** The ARN of each store's table, by the store's logical name. */
  readonly stores: Readonly<Record<string, string>>
  readonly now: Clock
}

/** An export could not be begun, or the one before was never finished. */
export class KeysNotExported extends Error {
  override readonly name = 'KeysNotExported'
}

/**
 * Begins today's export of every key store, and looks whether the last one was finished: DynamoDB
 * tells nobody when an export fails. One store that cannot be exported keeps no other from it.
 *
 * @throws KeysNotExported naming stores and days, after everything else was done: an alarm sees it
 */
export async function exportKeys({ exports, stores, now }: ExportContext): Promise<void> {
  const today = now().slice(0, 10)
  const last = await exports.lastDayBefore(today)
  const outcomes = await Promise.all(
    Object.entries(stores).map(async ([store, tableArn]) => {
      const begun = exports.begin(store, tableArn, today).then(
        () => [],
        (error: unknown) => [`${store} ${today} ${error instanceof Error ? error.name : ''}`],
      )
      const finished = last === undefined || (await exports.isComplete(store, last))
      return [...(await begun), ...(finished ? [] : [`${store} ${last} is not finished`])]
    }),
  )
  const faults = outcomes.flat()
  console.info(JSON.stringify({ event: 'keys_exported', day: today, faults }))
  if (faults.length > 0) throw new KeysNotExported(faults.join('; '))
}
