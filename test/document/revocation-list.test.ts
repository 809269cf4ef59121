import { beforeAll, describe, expect, it } from 'vitest'
import { type Certificate, readCertificate } from '../../shared/document/certificate.ts'
import { listPlaces } from '../../shared/document/certificate-places.ts'
import { integer, octetString, sequence, tagged } from '../../shared/document/der.ts'
import { isRevokedBy, readRevocationList, speaksOf } from '../../shared/document/revocation-list.ts'
import { issue } from './test-chain.ts'
import { newTestKey } from './test-key.ts'
import { extension, issueList, type WantedList } from './test-list.ts'

const PLACE = 'http://lists.example/ca.crl'
const at = new Date('2026-03-11T00:00:00Z')
const keys = { key: newTestKey(), ca: newTestKey(), other: newTestKey() }
let leaf: Certificate
let issuer: Certificate
beforeAll(async () => {
  const authority = { subject: 'CA', issuer: 'CA', key: keys.ca, by: keys.ca, authority: true }
  issuer = await readCertificate(await issue(authority))
  leaf = await readCertificate(
    await issue({ subject: 'Leaf', issuer: 'CA', key: keys.key, by: keys.ca, list: PLACE }),
  )
})

const listed = async (change: Partial<WantedList> = {}) =>
  readRevocationList(await issueList({ issuer: 'CA', by: keys.ca, ...change }))
const speaks = async (change?: Partial<WantedList>, by = issuer) =>
  speaksOf(await listed(change), leaf, { issuer: by, at })

/** An IssuingDistributionPoint of these parts, critical. */
const point = (...parts: Uint8Array[]) => ({
  extensions: [extension('2.5.29.28', sequence(...parts))],
})
const flag = (number: number) => Uint8Array.of(0x80 | number, 1, 0xff)
const placed = (place: string) => {
  const name = octetString(Buffer.from(place))
  name[0] = 0x86
  return tagged(0, tagged(0, name))
}

describe('a revocation list', () => {
  it('says which certificates were taken back', async () => {
    expect(await speaks()).toBe(true)
    expect(isRevokedBy(await listed({ revoked: [7] }), leaf)).toBe(true)
    expect(isRevokedBy(await listed({ revoked: [6, 8, 0x0700] }), leaf)).toBe(false)
  })

  it('lies where the certificate says', () => {
    expect([listPlaces(leaf), listPlaces(issuer)]).toEqual([[PLACE], []])
  })

  it.each<[string, Partial<WantedList>]>([
    ['of another issuer', { issuer: 'CB' }],
    ['signed by another key', { by: keys.other }],
    ['from after that moment', { from: '2026-03-11T00:00:01Z' }],
    ['that a newer one took the place of at that moment', { until: '2026-03-11T00:00:00Z' }],
    ['of authorities alone', point(flag(2))],
    ['of another place', point(placed('http://lists.example/other.crl'))],
  ])('does not speak of a certificate: one %s', async (_what, change) => {
    expect(await speaks(change)).toBe(false)
  })

  it.each<[string, Partial<WantedList>]>([
    ['of all but authorities', point(flag(1))],
    ['of the certificate’s place', point(placed(PLACE))],
  ])('speaks of it: one %s', async (_what, change) => {
    expect(await speaks(change)).toBe(true)
  })

  it('does not speak of it under a certificate that may not sign lists', async () => {
    const wanted = { subject: 'CA', issuer: 'CA', key: keys.ca, by: keys.ca, authority: true }
    const forbidden = await readCertificate(await issue({ ...wanted, usage: '03020204' }))
    expect(await speaks({}, forbidden)).toBe(false)
  })

  it.each<[string, Partial<WantedList>]>([
    ['that adds to another (delta)', { extensions: [extension('2.5.29.27', integer(1))] }],
    [
      'that adds, and does not say so loudly',
      { extensions: [extension('2.5.29.27', integer(1), false)] },
    ],
    ['of others’ certificates (indirect)', point(flag(4))],
    ['of some reasons', point(Uint8Array.of(0x83, 2, 1, 0x40))],
    ['of attribute certificates', point(flag(5))],
    [
      'with a critical extension that is not known',
      { extensions: [extension('1.2.3.4', integer(1))] },
    ],
    ['with the same extension twice', { extensions: [extension('2.5.29.20', integer(2), false)] }],
    [
      'with an entry of another issuer',
      { revoked: [9], entryExtensions: [extension('2.5.29.29', sequence())] },
    ],
    ['of version 1', { version: 0 }],
    ['with another algorithm outside than inside', { outside: '1.2.840.113549.1.1.12' }],
  ])('is not read: one %s', async (_what, change) => {
    await expect(listed(change)).rejects.toThrow(SyntaxError)
  })

  it('is not read, or does not speak, whichever byte of it is changed', async () => {
    const der = Uint8Array.from(await issueList({ issuer: 'CA', by: keys.ca, revoked: [9] }))
    for (let i = 0; i < der.length; i++) {
      const changed = Uint8Array.from(der)
      changed[i] = (changed[i] ?? 0) ^ (1 << (i % 8))
      const found = (async () =>
        speaksOf(readRevocationList(changed), leaf, { issuer, at }))().catch((error: unknown) => {
        expect(error, `byte ${i}`).toBeInstanceOf(SyntaxError)
        return false
      })
      expect(await found, `byte ${i}`).toBe(false)
    }
  })
})
