import {
  type Certificate,
  readCertificate,
  readCertificates,
} from '../../shared/document/certificate.ts'
import { issued } from '../../shared/document/certificate-path.ts'
import { issuerPlaces, listPlaces } from '../../shared/document/certificate-places.ts'
import {
  type RevocationList,
  readRevocationList,
  speaksOf,
} from '../../shared/document/revocation-list.ts'
import type { ValidationSource } from '../../shared/document/seal-pdf.ts'
import type { TimeStamp } from '../../shared/document/time-stamp.ts'
import { distinct, judgePath, type ValidationData } from '../../shared/document/validation-data.ts'
import { NotFetched } from './fetch-small.ts'
import { FetchedPlaces, type Places } from './fetched-places.ts'

/** For all that one document waits for. */
const PATIENCE_MS = 3_000
/** Of all lists in one document, where each byte takes two. */
const LARGEST_LISTS_BYTES = 384 * 1024
const LONGEST_PATH = 6

export interface Surroundings extends Places {
  readonly log: (line: string) => void
  /** What must not stay unread. */
  readonly alarm: (line: string) => void
}

const surroundings: Surroundings = {
  fetch: (...request) => globalThis.fetch(...request),
  now: () => new Date(),
  log: (line) => console.warn(line),
  alarm: (line) => console.error(line),
}

/**
 * Collects what shows that neither the sealing certificate nor a time-stamp authority's is revoked:
 * who issued them, and the lists that these publish (RFC 5280). Where something is missing, a document
 * is sealed without, and one line of the log says why: it is never lost for it, and never late.
 *
 * @param pem the sealing certificate, and after it those that issued it
 */
export function validationCollector(
  pem: string,
  { fetch, now, log, alarm }: Surroundings = surroundings,
): ValidationSource {
  const places = new FetchedPlaces({ fetch, now })
  let sealing: Promise<Certificate[]> | undefined
  let last: TimeStamp | undefined

  const collected = async (
    timeStamp: TimeStamp,
    say: Pick<Surroundings, 'log' | 'alarm'>,
  ): Promise<ValidationData | 'revoked' | undefined> => {
    try {
      return await collect(timeStamp, say)
    } catch (error) {
      // No document is lost for what only goes along with it.
      const why = error instanceof Error ? error.name : 'unknown'
      say.log(line('document_without_validation_data', { reason: 'fault', why }))
      return undefined
    }
  }

  const collect = async (
    timeStamp: TimeStamp,
    { log, alarm }: Pick<Surroundings, 'log' | 'alarm'>,
  ): Promise<ValidationData | 'revoked' | undefined> => {
    sealing ??= readCertificates(pem)
    const [sealer, ...issuers] = await sealing
    if (!sealer) return undefined
    const signal = AbortSignal.timeout(PATIENCE_MS)
    const around = { places, now, signal }
    const [own, theirs] = await Promise.all([
      pathData(sealer, issuers, around),
      pathData(timeStamp.authority, timeStamp.certificates, around),
    ])
    if (own.fault === 'certificate_revoked') alarm(line('sealing_certificate_revoked'))
    if (theirs.fault === 'certificate_revoked') {
      alarm(line('time_stamp_authority_revoked'))
      return 'revoked'
    }
    const [of, missing] = own.fault ? ['sealing certificate', own] : ['authority', theirs]
    if (missing.fault) {
      const { fault, why } = missing
      log(line('document_without_validation_data', { reason: fault, of, ...(why && { why }) }))
      return undefined
    }
    const lists = distinct(...own.lists, ...theirs.lists)
    if (lists.reduce((sum, { der }) => sum + der.length, 0) > LARGEST_LISTS_BYTES) {
      log(line('document_without_validation_data', { reason: 'lists_too_large' }))
      return undefined
    }
    // Of certificates that nobody can revoke there is nothing to keep.
    if (lists.length === 0) return undefined
    return { certificates: distinct(...own.certificates, ...theirs.certificates), lists }
  }

  return {
    known: async () => {
      // What is missing is said once, where a time-stamp came.
      const data = last && (await collected(last, { log: () => {}, alarm: () => {} }))
      return data === 'revoked' ? undefined : data
    },
    of: async (timeStamp) => {
      const data = await collected(timeStamp, { log, alarm })
      last = data === undefined || data === 'revoked' ? undefined : timeStamp
      return data
    },
  }
}

const line = (event: string, more: Readonly<Record<string, string>> = {}) =>
  JSON.stringify({ event, ...more })

interface Around {
  readonly places: FetchedPlaces
  readonly now: () => Date
  readonly signal: AbortSignal
}

/** A certificate's path and its lists, as far as they can be had, judged; of a fault also its cause. */
async function pathData(leaf: Certificate, given: readonly Certificate[], around: Around) {
  try {
    const climbed = await climb(leaf, given, around)
    const found = await Promise.all(
      climbed.path.flatMap((each, i) => {
        const issuer = climbed.path[i + 1]
        return issuer ? [listOf(each, issuer, around)] : []
      }),
    )
    const lists = found.flatMap((each) => (typeof each === 'string' ? [] : [each]))
    const certificates = climbed.path
    const { fault } = await judgePath(leaf, { certificates, lists }, around.now())
    const why = climbed.why ?? found.find((each) => typeof each === 'string')
    return { certificates, lists, fault, why }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { certificates: [], lists: [], fault: 'certificate_not_readable', why: undefined }
  }
}

/** From a certificate to one that is signed by itself: by those given, else by those it says lie elsewhere. */
async function climb(
  leaf: Certificate,
  given: readonly Certificate[],
  around: Around,
): Promise<{ path: Certificate[]; why?: string }> {
  const path = [leaf]
  for (let last = leaf; !(await issued(last, last)); ) {
    if (path.length === LONGEST_PATH) return { path, why: 'path too long' }
    const beside = given.filter((each) => !path.includes(each))
    const issuer = (await issuerAmong(beside, last)) ?? (await fetchedIssuer(last, around))
    if (typeof issuer === 'string') return { path, why: issuer }
    path.push(issuer)
    last = issuer
  }
  return { path }
}

async function issuerAmong(certificates: readonly Certificate[], certificate: Certificate) {
  for (const each of certificates) if (await issued(certificate, each)) return each
  return undefined
}

/** A certificate stays what it is for as long as this process runs. */
const FOR_GOOD = new Date(8.64e15)

const fetchedIssuer = (certificate: Certificate, { places, signal }: Around) =>
  firstOf(issuerPlaces(certificate), (place) =>
    places.at(place, signal, async (bytes) => {
      const value = await readCertificate(bytes)
      if (!(await issued(certificate, value))) throw new NotFetched('not the issuer')
      return { value, until: FOR_GOOD }
    }),
  )

const listOf = (certificate: Certificate, issuer: Certificate, { places, now, signal }: Around) =>
  firstOf(listPlaces(certificate), (place) =>
    places.at(place, signal, async (bytes): Promise<{ value: RevocationList; until: Date }> => {
      const value = readRevocationList(bytes)
      if (!(await speaksOf(value, certificate, { issuer, at: now() })))
        throw new NotFetched('not a valid list of the issuer')
      return { value, until: value.until }
    }),
  )

/** @returns what the first place has that has it, or why none has */
async function firstOf<T>(
  places: readonly string[],
  at: (place: string) => Promise<T>,
): Promise<T | string> {
  let why = 'no place is named'
  for (const place of places.slice(0, 4)) {
    try {
      return await at(place)
    } catch (error) {
      if (!(error instanceof NotFetched)) throw error
      why = error.message
    }
  }
  return why
}
