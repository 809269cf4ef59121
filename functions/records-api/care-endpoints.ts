import { addDiagnosis } from './add-diagnosis.ts'
import { changeDiagnosis } from './change-diagnosis.ts'
import type { RecordsContext } from './context.ts'
import { correctMeasure } from './correct-measure.ts'
import { endPlan } from './end-plan.ts'
import { listDiagnoses } from './list-diagnoses.ts'
import { listMeasures } from './list-measures.ts'
import { listPlans } from './list-plans.ts'
import { notesContext } from './notes-context.ts'
import { openPlan } from './open-plan.ts'
import { readPlan } from './read-plan.ts'
import { recordMeasure } from './record-measure.ts'
import { savePlan } from './save-plan.ts'
import { signPlan } from './sign-plan.ts'

export const careEndpoints = (records: RecordsContext) => {
  const context = notesContext(records)
  return [
    listDiagnoses(records),
    addDiagnosis(records),
    changeDiagnosis(records),
    listMeasures(records),
    recordMeasure(records),
    correctMeasure(records),
    listPlans(records),
    openPlan(context),
    readPlan(records),
    savePlan(records),
    signPlan(context),
    endPlan(context),
  ]
}
