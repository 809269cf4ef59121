import type { MeasureView } from '../../shared/api/measures.ts'
import type { WholeMeasure } from '../../shared/measure/measure.ts'
import { scoreMeasure } from '../../shared/measure/score-measure.ts'

/** What the API shows of a measure. */
export const measureView = ({
  measure,
  words,
  errorReason,
}: WholeMeasure & { readonly errorReason?: string | undefined }): MeasureView => ({
  measure,
  words,
  score: scoreMeasure(words),
  ...(errorReason !== undefined && { errorReason }),
})
