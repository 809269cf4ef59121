import type { Random } from './random.ts'
import type { Theme } from './theme.ts'

export type Phase = 0 | 1 | 2

/** Walks a theme's sentences without saying the same one twice in a row. */
export class Voice {
  readonly #theme: Theme
  readonly #random: Random
  readonly #last = new Map<string, number>()

  constructor(theme: Theme, random: Random) {
    this.#theme = theme
    this.#random = random
  }

  report(phase: Phase): string {
    return this.#other(`reports${phase}`, this.#theme.reports[phase])
  }

  line(of: 'observations' | 'interventions' | 'responses' | 'plans' | 'goals'): string {
    return this.#other(of, this.#theme[of])
  }

  assessment(phase: Phase): string {
    return this.#theme.assessments[phase]
  }

  #other(name: string, lines: readonly string[]): string {
    let index = this.#random.below(lines.length)
    if (index === this.#last.get(name)) index = (index + 1) % lines.length
    this.#last.set(name, index)
    const line = lines[index]
    if (line === undefined) throw new Error(`theme has no ${name}`)
    return line
  }
}

/** The sections of one session's note, by the section keys of the shipped templates. */
export function composeNote(
  template: string,
  voice: Voice,
  phase: Phase,
  risk = 'Denies suicidal or homicidal ideation; no change in risk.',
): Record<string, string> {
  const report = voice.report(phase)
  const seen = voice.line('observations')
  const done = voice.line('interventions')
  const response = voice.line('responses')
  const assessed = voice.assessment(phase)
  const plan = voice.line('plans')
  const goal = voice.line('goals')
  switch (template) {
    case 'soap':
      return {
        subjective: report,
        objective: `${seen} ${risk}`,
        assessment: `${assessed} Goal in focus: ${goal}`,
        plan: `${done} ${response}\n\n${plan}`,
      }
    case 'dap':
      return {
        data: `${report} ${seen} ${done} ${response} ${risk}`,
        assessment: `${assessed} Goal in focus: ${goal}`,
        plan,
      }
    case 'birp':
      return {
        behavior: `${report} ${seen} ${risk}`,
        intervention: done,
        response: `${response} ${assessed}`,
        plan: `${plan} Goal in focus: ${goal}`,
      }
    case 'girp':
      return {
        goal,
        intervention: done,
        response: `${report} ${response} ${assessed} ${risk}`,
        plan,
      }
    case 'pirp':
      return {
        problem: `${report} ${seen} ${risk}`,
        intervention: done,
        response: `${response} ${assessed}`,
        plan: `${plan} Goal in focus: ${goal}`,
      }
    default:
      return {
        narrative: [report, `${seen} ${risk}`, done, response, `${assessed} ${plan}`].join('\n\n'),
      }
  }
}
