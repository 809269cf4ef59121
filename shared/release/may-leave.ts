import type { LocalDate } from '../clock.ts'
import type { WholeConsent } from '../consent/consent.ts'
import { isWithin, type RecordSection } from '../consent/record-scope.ts'
import type { ClientThingId } from '../id.ts'
import type { Ground } from './basis.ts'
import { checkConsent, type NotPermitted } from './check-consent.ts'
import type { LeavingRule } from './leaving-rules.ts'
import { isSameName, type RecipientRole } from './recipient.ts'
import type { ReleaseWords } from './release.ts'

/** A document that is to leave. */
export interface Leaving {
  readonly documentId: ClientThingId
  readonly section: RecordSection
  /** Of service; absent where it is of none. */
  readonly day?: LocalDate | undefined
  /** There is no newer version of it. */
  readonly current: boolean
}

/** What a release is held against. */
export interface Circumstances {
  /** All of the client's. */
  readonly consents: readonly WholeConsent[]
  /** The client's, in each form that is theirs, and of the guardians who may receive records. */
  readonly namesOfClient: readonly string[]
  /** Of the client's insurance. */
  readonly payers: readonly string[]
  /** These are records of a program under 42 CFR Part 2. */
  readonly part2Program: boolean
  /** In the order of the release. */
  readonly documents: readonly Leaving[]
  readonly today: LocalDate
}

/**
 * Whether a release may leave: every rule that stands in its way, none where it may. Asked again
 * when it is given, since a consent may have been revoked meanwhile.
 *
 * Process notes need no rule: no section and no document names one. A subpoena without assurance
 * (45 CFR 164.512(e)(1)(ii)) cannot be written down.
 */
export function mayLeave(words: ReleaseWords, circumstances: Circumstances): NotPermitted[] {
  return [
    ...basis(words, circumstances),
    ...recipient(words, circumstances),
    ...minimumNecessary(words),
    ...part2(words, circumstances),
    ...documents(words, circumstances),
  ]
}

/**
 * The consents that a release which may leave leaves by: the authorization that it names, and of a
 * Part 2 program's records those that cover it. When one is revoked, nothing leaves by it any more.
 */
export function leavesBy(words: ReleaseWords, circumstances: Circumstances): ClientThingId[] {
  const named = words.basis.ground === 'authorization' ? [words.basis.consentId] : []
  const [covering] = circumstances.part2Program ? underPart2(words, circumstances) : []
  return [...new Set(covering === undefined ? named : [...named, covering.consent.consentId])]
}

function basis(
  words: ReleaseWords,
  { consents, today }: Pick<Circumstances, 'consents' | 'today'>,
): NotPermitted[] {
  const { basis } = words
  const come = (day: LocalDate, field: string): NotPermitted[] =>
    day <= today ? [] : [{ rule: 'day-has-come', field: `/basis/${field}` }]
  switch (basis.ground) {
    case 'authorization': {
      const named = consents.find(({ consent }) => consent.consentId === basis.consentId)
      return named
        ? checkConsent(named, words, today)
        : [{ rule: 'consent-there', field: '/basis/consentId' }]
    }
    case 'client-access':
      return come(basis.requestedOn, 'requestedOn')
    case 'court-order':
    case 'subpoena':
      return come(basis.issuedOn, 'issuedOn')
    default:
      return []
  }
}

/** To whom each ground lets records go. Whom an authorization means, the client wrote in it. */
const recipientsOf: Readonly<Record<Exclude<Ground, 'authorization'>, readonly RecipientRole[]>> = {
  treatment: ['provider'],
  payment: ['payer', 'provider'],
  operations: ['payer', 'provider'],
  'client-access': ['client'],
  'required-by-law': ['authority', 'court', 'other'],
  'court-order': ['court', 'authority', 'other'],
  subpoena: ['court', 'authority', 'other'],
  'health-oversight': ['authority'],
  'public-health': ['authority'],
  'serious-threat': ['authority', 'provider', 'other'],
}

function recipient(words: ReleaseWords, circumstances: Circumstances): NotPermitted[] {
  return [...whoIsGiven(words, circumstances), ...whoseClaims(words, circumstances)]
}

/** A packet is of one payer's claims, whoever is given it. */
const whoseClaims = (
  { contents }: ReleaseWords,
  { payers }: Pick<Circumstances, 'payers'>,
): NotPermitted[] =>
  contents.of !== 'packet' || payers.some((each) => isSameName(each, contents.payer))
    ? []
    : [{ rule: 'payer-of-client', field: '/contents/payer' }]

function whoIsGiven(
  { basis: { ground }, recipient: { name, role } }: ReleaseWords,
  { payers, namesOfClient }: Circumstances,
): NotPermitted[] {
  if (ground === 'authorization') return []
  if (!recipientsOf[ground].includes(role))
    return [{ rule: 'recipient-of-ground', field: '/recipient/role' }]
  const among = (names: readonly string[], rule: LeavingRule): NotPermitted[] =>
    names.some((each) => isSameName(each, name)) ? [] : [{ rule, field: '/recipient/name' }]
  if (role === 'payer') return among(payers, 'payer-of-client')
  if (role === 'client') return among(namesOfClient, 'client-or-representative')
  return []
}

/**
 * Not held to the minimum necessary: treatment, the individual, an authorization, what the law
 * requires (45 CFR 164.502(b)(2)), and so an order of a court (164.103), which says itself how much.
 */
const ofMinimum: ReadonlySet<Ground> = new Set<Ground>([
  'payment',
  'operations',
  'subpoena',
  'health-oversight',
  'public-health',
  'serious-threat',
])

/** Where somebody asks for certain services, and never for a life. */
const ofDays: ReadonlySet<Ground> = new Set<Ground>(['payment', 'operations'])

function minimumNecessary({ basis: { ground }, scope }: ReleaseWords): NotPermitted[] {
  if (!ofMinimum.has(ground)) return []
  return [
    ...(scope.sections === 'all'
      ? [{ rule: 'not-whole-record', field: '/scope/sections' } as const]
      : []),
    ...(['from', 'to'] as const)
      .filter((end) => ofDays.has(ground) && scope[end] === undefined)
      .map((end) => ({ rule: 'days-named', field: `/scope/${end}` }) as const),
  ]
}

/**
 * Records of a Part 2 program leave by the patient's consent (42 CFR 2.33(a)); besides, to the
 * patient (2.23), to medical personnel in an emergency (2.51), and by a court's order under subpart
 * E (2.61): no subpoena, and no other law, lets them go.
 */
function part2(words: ReleaseWords, circumstances: Circumstances): NotPermitted[] {
  const { basis, recipient } = words
  if (!circumstances.part2Program) return []
  if (basis.ground === 'client-access') return []
  if (basis.ground === 'serious-threat' && recipient.role === 'provider') return []
  if (underPart2(words, circumstances).length > 0) return []
  if (basis.ground === 'court-order')
    return basis.underPart2 ? [] : [{ rule: 'part-2-court-order', field: '/basis/underPart2' }]
  return [{ rule: 'part-2-consent', field: '/basis' }]
}

const underPart2 = (
  words: ReleaseWords,
  { consents, today }: Pick<Circumstances, 'consents' | 'today'>,
): WholeConsent[] =>
  consents.filter(
    (each) => each.words.kind === 'part-2' && checkConsent(each, words, today).length === 0,
  )

const documents = (
  { scope }: ReleaseWords,
  { documents }: Pick<Circumstances, 'documents'>,
): NotPermitted[] =>
  documents.flatMap(({ section, day, current }, index) => {
    const field = `/contents/documents/${index}`
    return [
      ...(isWithin(scope, section, day) ? [] : [{ rule: 'document-in-scope', field } as const]),
      ...(current ? [] : [{ rule: 'document-current', field } as const]),
    ]
  })
