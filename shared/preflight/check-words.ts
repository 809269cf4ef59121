import type { Found } from './finding.ts'
import { goals, needs, progress, responses, risks, smallWords, techniques } from './lexicon.ts'
import type { NoteToCheck, PlanToCheck } from './material.ts'

/** What the note's words say, as far as words can be looked for. */
export function checkWords(note: NoteToCheck, plan: PlanToCheck | undefined): Found[] {
  const { template, sections } = note
  if (!sections) return []
  const all = sections.map(({ text }) => text).join('\n')
  if (!isEnglish(all))
    return [
      {
        rule: 'words-not-read',
        field: '/sections',
        says: 'This note seems not to be in English: see for yourself that it names goal, technique, response, progress and need.',
      },
    ]
  const says = (key: string) => sections.some((each) => each.key === key && each.text.trim() !== '')
  const intake = template === 'intake'
  const found: Found[] = []
  const look = (is: boolean, finding: Found) => {
    if (!is) found.push(finding)
  }
  if (!intake) {
    look(says('goal') || says('progress-on-goals') || namesGoal(all, plan), {
      rule: 'goal-named',
      field: fieldOf(note, 'assessment'),
      says: plan
        ? 'Name the goal or objective of the treatment plan that the session worked on.'
        : 'Name the goal or objective that the session worked on.',
    })
    look(techniques.test(all) || namesTechnique(all, plan), {
      rule: 'technique-named',
      field: fieldOf(note, 'intervention', 'objective', 'data'),
      says: 'Name the technique that was used: “supportive therapy” or “talked about” tells a reviewer nothing.',
    })
    look(says('response') || responses.test(all), {
      rule: 'response-stated',
      field: fieldOf(note, 'response', 'assessment', 'data'),
      says: 'Say how the client responded to what was done.',
    })
    look(progress.test(all) || says('progress-on-goals'), {
      rule: 'progress-stated',
      field: fieldOf(note, 'assessment', 'response'),
      says: 'Say what progress there is toward the goal, or that there is none and why.',
    })
  }
  look(needs.test(all), {
    rule: 'medical-necessity',
    field: fieldOf(note, 'assessment', 'behavior', 'presenting-problem'),
    says: 'Say which symptoms or impaired functioning the session was needed for.',
  })
  look(says('risk') || risks.test(all), {
    rule: 'risk-status',
    field: '/sections/risk',
    says: 'Say whether risk to self or others was asked about, and what was found.',
  })
  return found
}

/** The first of these sections that the note has; where it has none of them, the note as a whole. */
function fieldOf({ sections = [] }: NoteToCheck, ...keys: readonly string[]): string {
  const key = keys.find((each) => sections.some((section) => section.key === each))
  return key === undefined ? '/sections' : `/sections/${key}`
}

function isEnglish(text: string): boolean {
  const words = text.toLowerCase().match(/[\p{L}\p{M}]+/gu) ?? []
  const small = words.filter((word) => smallWords.has(word)).length
  return words.length < 20 || small / words.length > 0.08
}

function namesGoal(text: string, plan: PlanToCheck | undefined): boolean {
  if (goals.test(text)) return true
  const words = contentWords(text)
  return goalsOf(plan).some((statement) => {
    const wanted = [...contentWords(statement)]
    const there = wanted.filter((word) => words.has(word)).length
    // Half of what the goal says, and more than one word of it: a single one is in any note.
    return there >= 2 && there / wanted.length >= 0.5
  })
}

const goalsOf = (plan: PlanToCheck | undefined) =>
  plan?.problems.flatMap((problem) =>
    problem.goals.flatMap(({ statement, objectives }) => [
      statement,
      ...objectives.map((objective) => objective.statement),
    ]),
  ) ?? []

function namesTechnique(text: string, plan: PlanToCheck | undefined): boolean {
  const lower = text.toLowerCase()
  return (
    plan?.problems
      .flatMap((problem) => problem.goals.flatMap(({ interventions }) => interventions))
      .some(({ technique }) => lower.includes(technique.trim().toLowerCase())) ?? false
  )
}

/** Words that carry meaning, cut to their stem's likely length. */
const contentWords = (text: string): ReadonlySet<string> =>
  new Set(
    (text.toLowerCase().match(/\p{L}{4,}/gu) ?? [])
      .filter((word) => !smallWords.has(word))
      .map((word) => word.slice(0, 6)),
  )
