/** An access entry as far as the trail goes by it. */
interface Entry {
  readonly action: string
  readonly about?: string | undefined
  readonly custodialAccessId?: string | undefined
  readonly requestId: string
  readonly outcome: 'asked' | 'refused'
}

/**
 * What the entries of a month say. A read is noted before it is decided, so one that was refused may
 * have left two entries: they become one, and so does one that a custodial access alone allowed. Of
 * process notes nothing is told but that their author was there: not which, and so not how many there
 * are.
 */
export function trailOf<T extends Entry>(
  entries: readonly T[],
): (Omit<T, 'outcome'> & { outcome: 'answered' | 'refused' })[] {
  const refused = new Set(
    entries.filter(({ outcome }) => outcome === 'refused').map(({ requestId }) => requestId),
  )
  const asked = new Set(
    entries.filter(({ outcome }) => outcome === 'asked').map(({ requestId }) => requestId),
  )
  const byCustody = new Set(
    entries.filter(({ custodialAccessId }) => custodialAccessId !== undefined).map(whatOf),
  )
  return entries
    .filter(({ outcome, requestId }) => outcome === 'asked' || !asked.has(requestId))
    .filter((entry) => entry.custodialAccessId !== undefined || !byCustody.has(whatOf(entry)))
    .map((entry) => {
      const { about, ...rest } = entry
      const outcome = refused.has(entry.requestId) ? 'refused' : 'answered'
      const told = about === undefined || isOfProcessNote(entry.action) ? {} : { about }
      return { ...rest, ...told, outcome } as Omit<T, 'outcome'> & { outcome: typeof outcome }
    })
}

export const isOfProcessNote = (action: string): boolean => action.startsWith('process-note.')

const whatOf = ({ requestId, action, about }: Entry) => JSON.stringify([requestId, action, about])
