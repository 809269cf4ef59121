import { practiceContext } from '../../../functions/practice-api/context.ts'
import { practiceEndpoints } from '../../../functions/practice-api/endpoints.ts'
import type { House } from '../harness.ts'

/** Who calls `practice-api`, as after a cold start. */
export function practiceCallers(house: House) {
  const env = house.env as Parameters<typeof practiceContext>[0]
  const context = practiceContext(env, { db: house.db }, house.now)
  return house.serve(context.findMember, practiceEndpoints(context))
}
