import { type Demographics, fullName } from '../client/demographics.ts'
import type { Id } from '../id.ts'
import type { Settings } from '../practice/settings.ts'
import type { SignedForm } from './signed-form.ts'

/** The practice as it is printed, as it is now. */
export const practiceOnTheDay = (settings: Settings): SignedForm['practice'] => ({
  id: settings.practiceId,
  name: settings.name,
  address: settings.address,
  ...(settings.phone !== undefined && { phone: settings.phone }),
  ...(settings.npi !== undefined && { npi: settings.npi }),
  zone: settings.zone,
  paper: settings.paper,
})

/** The client as it is printed, as it is now: with the insurance that comes first. */
export function clientOnTheDay(
  id: Id,
  { name, birthDate, insurance = [] }: Demographics,
): SignedForm['client'] {
  const first = insurance.find(({ order }) => order === 'primary') ?? insurance[0]
  return {
    id,
    name: fullName(name),
    birthDate,
    ...(first && {
      memberId: first.memberId,
      payer: [first.payer, first.plan].filter(Boolean).join(', '),
    }),
  }
}
