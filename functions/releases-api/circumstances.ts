import type { OpenedConsent } from '../../shared/aws/consent-table.ts'
import type { FoundDocument } from '../../shared/aws/document-reader.ts'
import { type Demographics, fullName } from '../../shared/client/demographics.ts'
import { isOfPart2Program } from '../../shared/client/part-2.ts'
import { type Instant, localDate } from '../../shared/clock.ts'
import type { RecordSection } from '../../shared/consent/record-scope.ts'
import { sectionOf } from '../../shared/document/section-of.ts'
import type { ClientThingId, Id } from '../../shared/id.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import { Refused } from '../../shared/refused.ts'
import { leavingRules } from '../../shared/release/leaving-rules.ts'
import { type Circumstances, type Leaving, mayLeave } from '../../shared/release/may-leave.ts'
import type { ReleaseWords } from '../../shared/release/release.ts'
import type { ReleasesContext } from './context.ts'

/** What is read of a client before something of their record may leave. */
export interface AroundRelease {
  readonly now: Instant
  readonly settings: Settings
  readonly demographics: Demographics | undefined
  readonly consents: readonly OpenedConsent[]
  readonly documents: readonly FoundDocument[]
}

/** All of it at once, but for the moment. */
export async function readAround(
  { practice, clients, consents, documents }: ReleasesContext,
  practiceId: Id,
  clientId: Id,
): Promise<Omit<AroundRelease, 'now'>> {
  const [settings, demographics, agreed, found] = await Promise.all([
    practice.settings(practiceId),
    clients.demographics(practiceId, clientId),
    consents.all(practiceId, clientId),
    documents.of(practiceId, clientId),
  ])
  return { settings, demographics, consents: agreed, documents: found }
}

/**
 * @throws Refused `document_not_found`: those of notes entered in error are none that may leave
 */
export function circumstancesOf(
  documentIds: readonly ClientThingId[],
  { now, settings, demographics, consents, documents }: AroundRelease,
): Circumstances {
  if (!demographics) throw new Error('a client without demographics')
  const { name, guardians = [], insurance = [] } = demographics
  return {
    consents,
    namesOfClient: [
      fullName(name),
      `${name.given} ${name.family}`,
      ...(name.preferred === undefined ? [] : [`${name.preferred} ${name.family}`]),
      ...guardians.filter((each) => each.mayReceiveRecords).map((each) => each.name),
    ],
    payers: insurance.map(({ payer }) => payer),
    part2Program: isOfPart2Program(settings, demographics),
    documents: foundDocuments(documentIds, documents).map((found) => leaving(found, settings)),
    today: localDate(now, settings.zone),
  }
}

/** In the order in which they were named. @throws Refused `document_not_found` */
export const foundDocuments = (
  documentIds: readonly ClientThingId[],
  documents: readonly FoundDocument[],
): FoundDocument[] =>
  documentIds.map((documentId) => {
    const found = documents.find(({ document }) => document.documentId === documentId)
    if (!found || found.enteredInError) throw new Refused('document_not_found', [documentId])
    return found
  })

const leaving = (
  { document, sessionStart, current }: FoundDocument,
  { zone }: Settings,
): Leaving => {
  const { documentId, kind } = document
  const section: RecordSection | undefined = sectionOf[kind]
  if (section === undefined) throw new Refused('document_not_found', [documentId])
  return { documentId, section, day: sessionStart && localDate(sessionStart, zone), current }
}

/** @throws Refused `may_not_leave`, with each rule and the field that it is about */
export function insistItMayLeave(
  words: ReleaseWords,
  circumstances: Circumstances,
  part: '/body' | '',
): void {
  const found = mayLeave(words, circumstances)
  if (found.length === 0) return
  throw new Refused(
    'may_not_leave',
    [...new Set(found.map(({ rule }) => rule))],
    found.map(({ rule, field }) => {
      const { citation, says } = leavingRules[rule]
      return { field: `${part}${field}`, rule: `${says} (${citation})` }
    }),
  )
}
