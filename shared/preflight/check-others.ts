import type { Found } from './finding.ts'
import type { NoteToCheck } from './material.ts'

/**
 * Looks for what identifies others than the client: a relation or a title with a name, a telephone
 * number, an e-mail or a street address. It guesses, so it only advises, and it repeats nothing of
 * what it found. The time it takes grows with the text alone, whatever somebody wrote in it.
 */
export function checkOthers(
  { sections = [] }: NoteToCheck,
  knownNames: readonly string[],
): Found[] {
  const known = new Set(knownNames.flatMap((name) => name.toLowerCase().match(/\p{L}+/gu) ?? []))
  return sections.flatMap(({ key, text }): Found[] => {
    const names = named(text, known)
    const reached = REACHED.reduce((sum, pattern) => sum + (text.match(pattern)?.length ?? 0), 0)
    const what = [
      ...(names > 0 ? [places(names, 'name')] : []),
      ...(reached > 0 ? [places(reached, 'number or address')] : []),
    ]
    if (what.length === 0) return []
    return [
      {
        rule: 'identifies-others',
        field: `/sections/${key}`,
        says: `See whether this section identifies somebody else (${what.join(', ')}), and say their role instead.`,
      },
    ]
  })
}

const places = (count: number, what: string) =>
  `${what} in ${count} ${count === 1 ? 'place' : 'places'}`

const RELATION =
  'husband|wife|spouse|partner|boyfriend|girlfriend|fiancée?|mother|father|mom|dad|stepmother|stepfather|son|daughter|brother|sister|uncle|aunt|cousin|grandmother|grandfather|nephew|niece|friend|roommate|boss|supervisor|manager|coworker|co-worker|colleague|neighbor|neighbour|teacher|pastor|landlord|ex'

/** `her husband Mark`, `sister, Joan`, `Mr. Lee`, `Dr Okafor`. */
const NAMED = [
  new RegExp(`(?<![\\p{L}])(?:${RELATION})(?:,? | \\()(?<name>\\p{Lu}\\p{Ll}+)`, 'gu'),
  /(?<![\p{L}])(?:Mr|Mrs|Ms|Miss|Dr)\.? (?<name>\p{Lu}\p{L}+)/gu,
]

const REACHED = [
  /(?<!\d)(?:\+1[ .-]?)?\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4}(?!\d)/g,
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{2,63}/g,
  /(?<!\d)\d{3}-\d{2}-\d{4}(?!\d)/g,
  /(?<!\d)\d{1,5} (?:\p{Lu}\p{Ll}{1,30} ){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Boulevard|Blvd|Court)(?!\p{L})/gu,
]

/** Words with a capital that follow a relation and are nobody's name. */
const NO_NAMES = new Set(
  'client clients clinician therapist monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december day christmas thanksgiving easter she he they this that the when after before while denies reports'.split(
    ' ',
  ),
)

function named(text: string, known: ReadonlySet<string>): number {
  return NAMED.flatMap((pattern) => [...text.matchAll(pattern)])
    .map(({ groups }) => groups?.['name']?.toLowerCase() ?? '')
    .filter((name) => !known.has(name) && !NO_NAMES.has(name)).length
}
