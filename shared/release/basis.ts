import { z } from 'zod'
import { LocalDate } from '../clock.ts'
import { ClientThingId } from '../id.ts'
import { line } from '../text.ts'

/** Why the law lets something leave, each with what it takes. */
export const ReleaseBasis = z.discriminatedUnion('ground', [
  /** 45 CFR 164.508: the client signed for it. */
  z.strictObject({ ground: z.literal('authorization'), consentId: ClientThingId }),
  /** 45 CFR 164.506(c)(2). */
  z.strictObject({ ground: z.literal('treatment') }),
  /** 45 CFR 164.506(c)(3). */
  z.strictObject({ ground: z.literal('payment') }),
  /** 45 CFR 164.506(c)(4). */
  z.strictObject({ ground: z.literal('operations') }),
  /** 45 CFR 164.524: the client, or their personal representative, asked for it. */
  z.strictObject({ ground: z.literal('client-access'), requestedOn: LocalDate }),
  /** 45 CFR 164.512(a): which law. */
  z.strictObject({ ground: z.literal('required-by-law'), law: line(200) }),
  /** 45 CFR 164.512(e)(1)(i): only what the order names. */
  z.strictObject({
    ground: z.literal('court-order'),
    order: line(200),
    issuedOn: LocalDate,
    /** It was made under 42 CFR part 2, subpart E, as the records of such a program need. */
    underPart2: z.literal(true).optional(),
  }),
  /** 45 CFR 164.512(e)(1)(ii): a subpoena needs the client's notice or a protective order. */
  z.strictObject({
    ground: z.literal('subpoena'),
    subpoena: line(200),
    issuedOn: LocalDate,
    assurance: z.enum(['client-was-notified', 'protective-order']),
  }),
  /** 45 CFR 164.512(d). */
  z.strictObject({ ground: z.literal('health-oversight'), request: line(200) }),
  /** 45 CFR 164.512(b), (c): also a report of abuse or neglect. */
  z.strictObject({ ground: z.literal('public-health'), request: line(200) }),
  /** 45 CFR 164.512(j). */
  z.strictObject({ ground: z.literal('serious-threat'), threat: line(300) }),
])
export type ReleaseBasis = z.infer<typeof ReleaseBasis>
export type Ground = ReleaseBasis['ground']
