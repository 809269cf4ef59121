/** What one kind of work sounds like from the first month to the last: the demo's notes draw on it. */
export interface Theme {
  readonly diagnoses: readonly { readonly code: string; readonly label: string }[]
  /** What the client reports: early, in the middle, late in the work. */
  readonly reports: readonly [readonly string[], readonly string[], readonly string[]]
  readonly observations: readonly string[]
  /** Technique and what was done with it. */
  readonly interventions: readonly string[]
  readonly responses: readonly string[]
  readonly assessments: readonly [string, string, string]
  readonly plans: readonly string[]
  /** Measurable and time-bound. */
  readonly goals: readonly string[]
}
