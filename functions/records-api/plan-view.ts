import type { PlanView } from '../../shared/api/plans.ts'
import { type PlanTable, type StoredPlan, wasSigned } from '../../shared/aws/plan-table.ts'

/** A plan as the API shows it, opened. */
export async function planView(
  plans: PlanTable,
  { plan, sealed, sealedEnd }: StoredPlan,
): Promise<PlanView> {
  const [draft, signed, end] = await Promise.all([
    wasSigned(plan) ? undefined : plans.openDraft(plan, sealed),
    wasSigned(plan) ? plans.openForm(plan, sealed) : undefined,
    sealedEnd && plans.openEnd(plan, sealedEnd),
  ])
  return {
    plan,
    ...(draft && { draft }),
    ...(signed && { signed }),
    ...(end && { endReason: end.reason }),
  }
}
