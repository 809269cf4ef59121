/** A questionnaire that may be used freely, so that we score its answers ourselves. */
export interface Instrument {
  /** How many questions, each answered 0 to 3. */
  readonly questions: number
  /** From the lowest score on: the severity that begins at each. */
  readonly bands: readonly { readonly from: number; readonly severity: string }[]
}

/** The most that one answer counts. */
export const MOST_PER_ANSWER = 3

/**
 * By Spitzer, Kroenke and Williams, of Pfizer's PHQ screeners: "no permission required to reproduce,
 * translate, display or distribute". Bands as in Kroenke 2001 (PHQ-9) and Spitzer 2006 (GAD-7). Of
 * every other questionnaire only name, range and score are kept, never its words.
 */
export const instruments = {
  'PHQ-9': {
    questions: 9,
    bands: [
      { from: 0, severity: 'minimal' },
      { from: 5, severity: 'mild' },
      { from: 10, severity: 'moderate' },
      { from: 15, severity: 'moderately severe' },
      { from: 20, severity: 'severe' },
    ],
  },
  'GAD-7': {
    questions: 7,
    bands: [
      { from: 0, severity: 'minimal' },
      { from: 5, severity: 'mild' },
      { from: 10, severity: 'moderate' },
      { from: 15, severity: 'severe' },
    ],
  },
} as const satisfies Readonly<Record<string, Instrument>>

export type InstrumentName = keyof typeof instruments
