import {
  createHash,
  createHmac,
  createSecretKey,
  type KeyObject,
  timingSafeEqual,
} from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Principal, Principals } from '../service.ts'

export type SignatureFaultReason =
  | 'missing'
  | 'malformed'
  | 'unknown_key'
  | 'wrong_scope'
  | 'skewed'
  | 'expired'
  | 'mismatch'
  | 'body_changed'

export class SignatureFault extends Error {
  override readonly name = 'SignatureFault'
  readonly reason: SignatureFaultReason

  constructor(reason: SignatureFaultReason) {
    super(`The request's signature is refused: ${reason}`)
    this.reason = reason
  }
}

export interface SignedRequest {
  readonly method: string
  /** As it came: path and query, still encoded. */
  readonly url: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

interface Claim {
  readonly credential: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
  readonly date: string
  readonly payloadHash: string
  /** Seconds; undefined for a signature in the header. */
  readonly expires: number | undefined
}

const quarterHour = 15 * 60_000
const longestPresigned = 7 * 24 * 3600

/**
 * AWS Signature Version 4, in the `Authorization` header or in the query of a presigned URL.
 *
 * @throws SignatureFault
 */
export function verifySignature(
  request: SignedRequest,
  scope: { region: string; signingName: string },
  principals: Principals,
  now: number,
): { caller: Principal; presigned: boolean } {
  const [path = '', query = ''] = splitOnce(request.url, '?')
  const parameters = queryPairs(query)
  const claim = claimOf(request, parameters)
  const [accessKeyId = '', day = '', region = '', service = '', end] = claim.credential.split('/')
  const caller = principals.lookup(accessKeyId)
  if (!caller) throw new SignatureFault('unknown_key')
  const scoped = region === scope.region && service === scope.signingName && end === 'aws4_request'
  if (!scoped || !claim.date.startsWith(day)) throw new SignatureFault('wrong_scope')
  checkTime(claim, now)

  const canonicalPath = service === 's3' ? path : path.split('/').map(encodeStrictly).join('/')
  const canonical = [
    request.method,
    canonicalPath,
    canonicalQuery(parameters),
    claim.signedHeaders.map((name) => `${name}:${headerValue(request.headers[name])}\n`).join(''),
    claim.signedHeaders.join(';'),
    claim.payloadHash,
  ].join('\n')
  const signingScope = `${day}/${region}/${service}/aws4_request`
  const toSign = ['AWS4-HMAC-SHA256', claim.date, signingScope, sha256(canonical)].join('\n')
  const key = signingKey(caller.secretAccessKey, [day, region, service, 'aws4_request'])
  const wanted = createHmac('sha256', key).update(toSign).digest()
  const given = Buffer.from(claim.signature, 'hex')
  if (wanted.length !== given.length || !timingSafeEqual(wanted, given)) {
    throw new SignatureFault('mismatch')
  }
  // Order matters: only a hash that was signed says anything about the body.
  if (/^[0-9a-f]{64}$/.test(claim.payloadHash) && sha256(request.body) !== claim.payloadHash) {
    throw new SignatureFault('body_changed')
  }
  return { caller, presigned: claim.expires !== undefined }
}

const signingKeys = new Map<string, KeyObject>()
const mostSigningKeys = 1000

/** The same for all of a role's calls to a service on a day. */
function signingKey(secret: string, scope: readonly string[]): KeyObject {
  const name = [secret, ...scope].join('/')
  const known = signingKeys.get(name)
  if (known) return known
  const derived = scope.reduce<string | Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    `AWS4${secret}`,
  )
  const key = createSecretKey(Buffer.from(derived))
  if (signingKeys.size >= mostSigningKeys) signingKeys.clear()
  signingKeys.set(name, key)
  return key
}

function claimOf({ headers, body }: SignedRequest, parameters: readonly Pair[]): Claim {
  const parameter = (name: string) => parameters.find(([key]) => key === name)?.[1]
  const presigned = parameter('X-Amz-Signature')
  const claim = presigned
    ? {
        credential: parameter('X-Amz-Credential') ?? '',
        signedHeaders: (parameter('X-Amz-SignedHeaders') ?? '').split(';'),
        signature: presigned,
        date: parameter('X-Amz-Date') ?? '',
        payloadHash: parameter('X-Amz-Content-Sha256') ?? 'UNSIGNED-PAYLOAD',
        expires: Number(parameter('X-Amz-Expires')),
      }
    : headerClaim(headers, body)
  if (!claim.signedHeaders.includes('host')) throw new SignatureFault('malformed')
  return claim
}

function headerClaim(headers: IncomingHttpHeaders, body: Buffer): Claim {
  const authorization = headers.authorization
  if (!authorization) throw new SignatureFault('missing')
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const match = form.exec(authorization)
  if (!match) throw new SignatureFault('malformed')
  const [, credential = '', signedHeaders = '', signature = ''] = match
  return {
    credential,
    signedHeaders: signedHeaders.split(';'),
    signature,
    date: headerValue(headers['x-amz-date']),
    payloadHash: headerValue(headers['x-amz-content-sha256']) || sha256(body),
    expires: undefined,
  }
}

function checkTime({ date, expires }: Claim, now: number): void {
  const iso = date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z')
  const signedAt = Date.parse(iso)
  if (Number.isNaN(signedAt)) throw new SignatureFault('malformed')
  if (expires === undefined) {
    if (Math.abs(now - signedAt) > quarterHour) throw new SignatureFault('skewed')
    return
  }
  if (!(expires >= 1 && expires <= longestPresigned)) throw new SignatureFault('malformed')
  if (signedAt - now > quarterHour) throw new SignatureFault('skewed')
  if (now > signedAt + expires * 1000) throw new SignatureFault('expired')
}

type Pair = readonly [name: string, value: string]

/** Not `URLSearchParams`: that reads `+` as a space, which the signer did not write. */
export function queryPairs(query: string): Pair[] {
  return query
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = splitOnce(part, '=')
      return [decode(name), decode(value)]
    })
}

function canonicalQuery(parameters: readonly Pair[]): string {
  return parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encodeStrictly(name), encodeStrictly(value)] as const)
    .sort(([name, value], [otherName, otherValue]) =>
      name === otherName ? compare(value, otherValue) : compare(name, otherName),
    )
    .map((pair) => pair.join('='))
    .join('&')
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function splitOnce(text: string, at: string): [string, string?] {
  const index = text.indexOf(at)
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)]
}

/** @throws SignatureFault on a stray `%`: what cannot be read cannot have been signed */
function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new SignatureFault('malformed')
  }
}

/** RFC 3986's unreserved characters stay, everything else is escaped. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function headerValue(value: string | string[] | undefined): string {
  return (Array.isArray(value) ? value.join(',') : (value ?? '')).trim().replace(/ +/g, ' ')
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
