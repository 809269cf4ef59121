import { type Demographics, fullName } from '../client/demographics.ts'
import { part2StatementFor } from '../client/part-2.ts'
import { type LocalDate, spokenTime } from '../clock.ts'
import { practiceOnTheDay } from '../note/on-the-day.ts'
import type { SignedForm } from '../note/signed-form.ts'
import { writtenForAnother } from '../note/statement.ts'
import type { Settings } from '../practice/settings.ts'
import { type FieldFault, Refused } from '../refused.ts'
import type { SessionHeader } from '../session/session.ts'
import type { SuperbillLine, SuperbillProvider, SuperbillWords } from './superbill-words.ts'

/** What a superbill is made from, as it was read. */
export interface SuperbillMaterial {
  readonly settings: Settings
  readonly demographics: Demographics
  /** Held ones of the days that were asked for, the first first. */
  readonly sessions: readonly SessionHeader[]
  /** What was signed of their notes. */
  readonly forms: readonly SignedForm[]
}

export interface SuperbillRequest {
  readonly from: LocalDate
  readonly to: LocalDate
  readonly payments: SuperbillWords['payments']
}

/** More would be another superbill. */
export const MOST_SESSIONS = 60

/**
 * A superbill says what signed notes say: a service without one was not documented, and a payer may
 * ask for the note.
 *
 * @throws Refused `superbill_incomplete`, naming each session and what to do about it
 */
export function makeSuperbill(
  { settings, demographics, sessions, forms }: SuperbillMaterial,
  { from, to, payments }: SuperbillRequest,
): SuperbillWords {
  const faults = new Faults(settings.zone)
  if (sessions.length === 0) faults.add('/body/from', 'no session was held on these days')
  if (sessions.length > MOST_SESSIONS)
    faults.add('/body/to', `these days have more than ${MOST_SESSIONS} sessions: ask for fewer`)
  faults.insistOnNone()

  const providers: SuperbillProvider[] = []
  const placeOf = (provider: SuperbillProvider): number => {
    const same = JSON.stringify(provider)
    const known = providers.findIndex((each) => JSON.stringify(each) === same)
    return known >= 0 ? known : providers.push(provider) - 1
  }
  const lines = sessions.flatMap((session) => {
    const form = forms.find(({ noteId }) => noteId === session.noteId)
    if (!form) {
      faults.of(session, 'has no signed note: have it written and signed first')
      return []
    }
    return linesOf(session, form, settings, faults, placeOf)
  })
  const charged = lines.reduce((sum, { cents }) => sum + cents, 0)
  const paid = payments.reduce((sum, { cents }) => sum + cents, 0)
  faults.insistOnNone()
  if (paid > charged) faults.add('/body/payments', 'are more than what these services cost')
  faults.insistOnNone()

  const { name, birthDate, contacts, insurance = [] } = demographics
  const part2 = part2StatementFor(settings, demographics)
  return {
    kind: 'superbill',
    practice: {
      ...practiceOnTheDay(settings),
      ...(settings.taxId !== undefined && { taxId: settings.taxId }),
    },
    client: { name: fullName(name), birthDate, address: addressLines(contacts?.address) },
    insurance: insurance.map(({ order, payer, plan, memberId, group, holder }) => ({
      order,
      payer,
      ...(plan !== undefined && { plan }),
      memberId,
      ...(group !== undefined && { group }),
      ...(holder?.name !== undefined && { holder: `${holder.name} (${holder.relationship})` }),
    })),
    from,
    to,
    providers,
    diagnoses: diagnosesOf(forms, lines),
    lines,
    payments: [...payments],
    ...(part2 && { part2 }),
  }
}

function linesOf(
  session: SessionHeader,
  { session: said, signature, supervisor }: SignedForm,
  { fees = {} }: Settings,
  faults: Faults,
  placeOf: (provider: SuperbillProvider) => number,
): SuperbillLine[] {
  if (signature.statementVersion === writtenForAnother.version)
    faults.of(session, 'has a note that its provider did not sign: bill it by another way')
  if (said.diagnoses.length === 0)
    faults.of(session, 'has no diagnosis in its signed note: it cannot be on a superbill')
  if (said.services.length === 0)
    faults.of(session, 'has no CPT code in its signed note: it cannot be on a superbill')
  const provider = placeOf({ ...signature.signer, ...(supervisor && { supervisor }) })
  return said.services.flatMap((service): SuperbillLine[] => {
    const fee = fees[service.cpt]
    if (fee === undefined) {
      faults.of(session, `has CPT ${service.cpt}, which has no fee: add it to the settings`)
      return []
    }
    return [
      {
        ...service,
        sessionId: session.sessionId,
        start: said.start,
        placeOfService: said.placeOfService,
        diagnoses: said.diagnoses.map(({ code }) => code),
        cents: fee * service.units,
        provider,
      },
    ]
  })
}

/** Each code once, in the order of the lines, in the words of the latest note that has some. */
function diagnosesOf(
  forms: readonly SignedForm[],
  lines: readonly SuperbillLine[],
): SuperbillWords['diagnoses'] {
  const labels = new Map(
    forms
      .toSorted((a, b) => (a.session.start < b.session.start ? -1 : 1))
      .flatMap(({ session }) => session.diagnoses)
      .flatMap(({ code, label }) => (label === undefined ? [] : [[code, label] as const])),
  )
  return [...new Set(lines.flatMap(({ diagnoses }) => diagnoses))].map((code) => {
    const label = labels.get(code)
    return { code, ...(label !== undefined && { label }) }
  })
}

type Address = NonNullable<NonNullable<Demographics['contacts']>['address']>

export function addressLines(address: Address | undefined): string[] {
  if (!address) return []
  const { lines, city, region, postalCode, country } = address
  const place = [city, [region, postalCode].filter(Boolean).join(' ')].filter(Boolean).join(', ')
  return [...lines, place, ...(country === undefined || country === 'US' ? [] : [country])]
}

/** What stands in the way of a superbill, told all at once. */
class Faults {
  readonly #zone: string
  readonly #sessions = new Set<string>()
  readonly #faults: FieldFault[] = []

  constructor(zone: string) {
    this.#zone = zone
  }

  add(field: string, rule: string): void {
    this.#faults.push({ field, rule })
  }

  of({ sessionId, start, plannedStart }: SessionHeader, rule: string): void {
    this.#sessions.add(sessionId)
    const begun = start ?? plannedStart
    this.add('/body', `the session of ${spokenTime(begun, this.#zone)} (${sessionId}) ${rule}`)
  }

  /** @throws Refused `superbill_incomplete` */
  insistOnNone(): void {
    if (this.#faults.length > 0)
      throw new Refused('superbill_incomplete', [...this.#sessions], this.#faults)
  }
}
