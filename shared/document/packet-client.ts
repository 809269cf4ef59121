import { type Demographics, fullName } from '../client/demographics.ts'
import type { Coverage } from '../client/insurance.ts'
import { type Clean, facts, spokenDate } from './document-page.ts'
import type { PacketWords } from './packet-words.ts'

/** Who the client is: of a payer's packet only what a payer has a use for. */
export function demographicsFacts({ client, kind }: PacketWords, clean: Clean) {
  const { name, pronouns, birthDate, administrativeSex, contacts, ...rest } = client.demographics
  const address = contacts?.address
  const own: readonly (readonly [string, string | undefined])[] = [
    ['Legal name', fullName(name)],
    ['Date of birth', spokenDate(birthDate)],
    ['Sex on file with insurers', administrativeSex],
    [
      'Address',
      address &&
        [
          ...address.lines,
          [address.city, [address.region, address.postalCode].filter(Boolean).join(' ')]
            .filter(Boolean)
            .join(', '),
          address.country,
        ]
          .filter(Boolean)
          .join(', '),
    ],
    ['Telephone', contacts?.phones?.map(({ number, kind }) => `${number} (${kind})`).join(', ')],
  ]
  return facts(clean, kind === 'record-copy' ? [...own, ...ofClientAlone()] : own)

  /** What a payer has no use for. */
  function ofClientAlone(): readonly (readonly [string, string | undefined])[] {
    const {
      emergencyContact,
      guardians = [],
      externalIds = [],
    } = rest satisfies Partial<Demographics>
    return [
      ['Called', name.preferred],
      ['Pronouns', pronouns],
      ['E-mail', contacts?.emails?.map(({ address }) => address).join(', ')],
      ['Emergency contact', emergencyContact && person(emergencyContact)],
      ['Guardians', guardians.map(person).join('; ')],
      ['Known elsewhere as', externalIds.map((id) => `${id.value} (${id.system})`).join(', ')],
    ]
  }
}

const person = (of: { name: string; relationship: string; phone?: string | undefined }) =>
  [`${of.name} (${of.relationship})`, of.phone].filter(Boolean).join(', ')

export function coverageRow(
  { order, payer, plan, memberId, group, holder }: Coverage,
  clean: Clean,
) {
  return {
    order: order.charAt(0).toUpperCase() + order.slice(1),
    payer: clean([payer, plan].filter(Boolean).join(', ')),
    memberId: clean(memberId),
    group: clean(group ?? '–'),
    holder: clean(
      holder?.name === undefined ? 'the client' : `${holder.name} (${holder.relationship})`,
    ),
  }
}
