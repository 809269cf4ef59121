import { addDiagnosis } from './add-diagnosis.ts'
import { changeDiagnosis } from './change-diagnosis.ts'
import type { RecordsContext } from './context.ts'
import { correctMeasure } from './correct-measure.ts'
import { listDiagnoses } from './list-diagnoses.ts'
import { listMeasures } from './list-measures.ts'
import { recordMeasure } from './record-measure.ts'

export const careEndpoints = (records: RecordsContext) => [
  listDiagnoses(records),
  addDiagnosis(records),
  changeDiagnosis(records),
  listMeasures(records),
  recordMeasure(records),
  correctMeasure(records),
]
