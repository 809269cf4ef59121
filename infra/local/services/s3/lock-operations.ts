import { ServiceFailure } from '../http/service-failure.ts'
import type { ServiceAnswer } from '../http/wire-server.ts'
import type { ObjectVersion } from './bucket-store.ts'
import { findVersion, type ObjectRequest, validRetention } from './object-operations.ts'
import { textOf, xmlDocument } from './xml.ts'

export function getObjectRetention(asked: ObjectRequest): ServiceAnswer {
  const { retention } = findVersion(asked, 'GetObjectRetention')
  if (!retention) throw noLock()
  const { mode, until } = retention
  return xmlAnswer(xmlDocument({ Retention: { Mode: mode, RetainUntilDate: until } }))
}

export function putObjectRetention(asked: ObjectRequest): Promise<ServiceAnswer> {
  const { request, access, now } = asked
  const bypass = request.headers['x-amz-bypass-governance-retention'] === 'true'
  const document = request.body.toString()
  const clears = textOf(document, 'Mode') === undefined
  return changeVersion(asked, 'PutObjectRetention', (version) => {
    if (bypass) access.permit(asked, 'BypassGovernanceRetention')
    const wanted = clears
      ? undefined
      : validRetention(textOf(document, 'Mode'), textOf(document, 'RetainUntilDate'), now())
    refuseShorter(version, wanted, now(), bypass)
    const { retention: _before, ...rest } = version
    return wanted ? { ...rest, retention: wanted } : rest
  })
}

export function getObjectLegalHold(asked: ObjectRequest): ServiceAnswer {
  const { legalHold } = findVersion(asked, 'GetObjectLegalHold')
  if (legalHold === undefined) throw noLock()
  return xmlAnswer(xmlDocument({ LegalHold: { Status: legalHold ? 'ON' : 'OFF' } }))
}

export function putObjectLegalHold(asked: ObjectRequest): Promise<ServiceAnswer> {
  const legalHold = textOf(asked.request.body.toString(), 'Status') === 'ON'
  return changeVersion(asked, 'PutObjectLegalHold', (version) => ({ ...version, legalHold }))
}

/** Compliance mode never gives way; governance mode only to who may bypass it. */
function refuseShorter(
  { retention }: ObjectVersion,
  wanted: ObjectVersion['retention'],
  now: number,
  bypass: boolean,
): void {
  if (!retention || Date.parse(retention.until) <= now) return
  const asLong = wanted !== undefined && Date.parse(wanted.until) >= Date.parse(retention.until)
  const asStrict = retention.mode === 'GOVERNANCE' || wanted?.mode === 'COMPLIANCE'
  if (asLong && asStrict) return
  if (bypass && retention.mode === 'GOVERNANCE') return
  const message = 'Access Denied because object protected by object lock.'
  throw new ServiceFailure('AccessDenied', message, { status: 403 })
}

function changeVersion(
  asked: ObjectRequest,
  right: string,
  change: (version: ObjectVersion) => ObjectVersion,
): Promise<ServiceAnswer> {
  const { bucket, target } = asked
  return bucket.store.exclusively(target.key, async () => {
    const version = findVersion(asked, right)
    if (!bucket.objectLock) {
      throw new ServiceFailure('InvalidRequest', 'Bucket is missing Object Lock Configuration')
    }
    const changed = change(version)
    const versions = bucket.store.versions(target.key)
    await bucket.store.replace(
      target.key,
      versions.map((each) => (each === version ? changed : each)),
    )
    return { status: 200 }
  })
}

const noLock = () =>
  new ServiceFailure(
    'NoSuchObjectLockConfiguration',
    'The specified object does not have a ObjectLock configuration',
    { status: 404 },
  )

const xmlAnswer = (body: string): ServiceAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/xml' },
  body,
})
