import { beforeAll, describe, expect, it } from 'vitest'
import { hexOf } from '../../shared/document/bytes.ts'
import { readCertificates } from '../../shared/document/certificate.ts'
import { objectIdentifier } from '../../shared/document/der.ts'
import { readRevocationList } from '../../shared/document/revocation-list.ts'
import { type Sealer, sealPdf, type ValidationSource } from '../../shared/document/seal-pdf.ts'
import { tellSeal } from '../../shared/document/tell-seal.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import type { ValidationData } from '../../shared/document/validation-data.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { numbers, undetectedChanges } from './random-changes.ts'
import { shortNote } from './sample-notes.ts'
import { newTestAuthority } from './test-authority.ts'
import { newTestRevocation } from './test-validation.ts'

let world: Awaited<ReturnType<typeof newTestRevocation>>
let typeset: Typeset
let pdf: Buffer
beforeAll(async () => {
  world = await newTestRevocation()
  typeset = typesetProgressNote({ ...shortNote, practiceSeal: world.chain })
  pdf = await sealedWith({ known: async () => world.data, of: async () => undefined })
})

const sealedWith = (validation: ValidationSource, more: Partial<Sealer> = {}) =>
  sealPdf(typeset, { ...world.chain, stampTime: world.stampTime, validation, ...more })

/** A source that sees what it is asked, and so how often a document was sealed. */
const source = (known: ValidationData | undefined, of: ValidationData | 'revoked' | undefined) => {
  const seen = { asked: 0 }
  return {
    seen,
    known: async () => known,
    of: async () => {
      seen.asked++
      return of
    },
  }
}
const evidenceIn = async (bytes: Uint8Array) => {
  const report = await verifyPdf(bytes)
  const told = tellSeal(report, false)
  return {
    report,
    verdict: told.verdict,
    words: told.facts.find(({ name }) => name === 'Evidence kept')?.value,
  }
}

describe('a document that keeps what shows that no certificate was revoked', () => {
  it('is unchanged, and says whose lists it keeps and as of when', async () => {
    const { report, words } = await evidenceIn(pdf)
    expect(report.faults).toEqual([])
    expect(report.validation).toEqual({
      faults: [],
      issuers: ['CN=Documents CA', 'CN=Root', 'CN=Time Root'],
      asOf: '2026-03-10T00:00:00.000Z',
    })
    expect(words).toBe(
      'Lists of CN=Documents CA and of CN=Root and of CN=Time Root, as of 2026-03-10 00:00:00 UTC: no certificate was revoked.',
    )
  })

  it('has no free byte: 500 random changes of one are found out', async () => {
    const faultsOf = async (bytes: Uint8Array) => (await verifyPdf(bytes)).faults
    expect(await undetectedChanges(pdf, { count: 500, seed: 11 }, faultsOf)).toEqual([])
  })

  it('has no free byte where they stand, either', async () => {
    const from = pdf.lastIndexOf('/ASCIIHexDecode')
    for (let at = from - 300; at < pdf.length; at += 13) {
      const changed = Buffer.from(pdf)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect((await verifyPdf(changed)).faults, `byte ${at}`).not.toEqual([])
    }
  })

  it('keeps them before what is signed ends: one revision, one seal, none after it', async () => {
    expect(pdf.subarray(0, typeset.pdf.length).equals(typeset.pdf)).toBe(true)
    const text = pdf.toString('latin1', typeset.pdf.length)
    expect(text.match(/%%EOF/g)).toHaveLength(1)
    expect(text).toContain('/Type /DSS')
    expect(text).toContain('/Extensions << /ESIC << /BaseVersion /1.7 /ExtensionLevel 1 >> >>')
  })

  it.each<[string, () => Promise<ValidationData>, string]>([
    ['a list is missing', async () => without(0), 'list_missing'],
    ['the authority’s list is missing', async () => without(2), 'list_missing'],
    [
      'a list was no longer in force when the stamp was made',
      () => withList(0, world.listOf.root({ until: '2026-03-11T00:00:00Z' })),
      'list_missing',
    ],
    [
      'a list is signed by somebody else',
      () => withList(0, world.listOf.root({ by: world.chain.keys.key })),
      'list_missing',
    ],
    [
      'a list says that a certificate is revoked',
      () => withList(2, world.listOf.time({ revoked: [7] })),
      'certificate_revoked',
    ],
  ])('is told not to show it where %s', async (_what, data, fault) => {
    // As a careless program would seal it, that takes whatever it is given.
    const given = await data()
    const bytes = await sealedWith({ known: async () => given, of: async () => given })
    const { report, words, verdict } = await evidenceIn(bytes)
    expect([report.faults, verdict]).toEqual([[], 'unchanged'])
    expect(report.validation?.faults).toEqual([fault])
    expect(words).toMatch(/^It does not show that no certificate was revoked: /)
  })

  it('is told not to show it where what it keeps is no certificate', async () => {
    const [first] = world.data.certificates
    if (!first) throw new Error('no certificate')
    const broken = { ...first, der: Uint8Array.from(first.der).fill(1, 4, 9) }
    const given = { ...world.data, certificates: [...world.data.certificates, broken] }
    const { report } = await evidenceIn(
      await sealedWith({ known: async () => given, of: async () => given }),
    )
    expect([report.faults, report.validation?.faults]).toEqual([[], ['store_not_readable']])
  })

  it('is told something, whatever somebody else’s seal covers in place of a certificate or a list', async () => {
    const next = numbers(3)
    const spoiled = (der: Uint8Array) => {
      const bytes = Uint8Array.from(der)
      for (let i = 0; i < 3; i++) bytes[Math.floor(next() * bytes.length)] = next() * 256
      return bytes.subarray(0, next() < 0.1 ? next() * bytes.length : bytes.length)
    }
    const { certificates, lists } = world.data
    for (let i = 0; i < 40; i++) {
      const which = i % (certificates.length + lists.length)
      const given = {
        certificates: certificates.map((each, at) =>
          at === which ? { ...each, der: spoiled(each.der) } : each,
        ),
        lists: lists.map((each, at) =>
          at + certificates.length === which ? { ...each, der: spoiled(each.der) } : each,
        ),
      }
      const always = { known: async () => given, of: async () => given }
      const { report, words } = await evidenceIn(await sealedWith(always))
      expect([report.faults, words === undefined]).toEqual([[], false])
    }
  })

  const without = (place: number): ValidationData => ({
    ...world.data,
    lists: world.data.lists.filter((_, i) => i !== place),
  })
  const withList = async (place: number, list: Promise<Uint8Array>): Promise<ValidationData> => ({
    ...world.data,
    lists: [...without(place).lists, readRevocationList(await list)],
  })
})

describe('sealing with it', () => {
  it('takes one sealing where what was known is good for the stamp that came', async () => {
    const given = source(world.data, undefined)
    const { report } = await evidenceIn(await sealedWith(given))
    expect([given.seen.asked, report.validation?.faults]).toEqual([0, []])
  })

  it('takes one where another unit of the same authority stamps: its lists are the same', async () => {
    const given = source(world.data, undefined)
    const stampTime = (signature: Uint8Array) =>
      world.stampTime(signature, { certificate: { serial: 9 } })
    const { report } = await evidenceIn(await sealedWith(given, { stampTime }))
    expect([given.seen.asked, report.validation?.faults]).toEqual([0, []])
  })

  it('takes a second one where nothing was known, and then it is kept', async () => {
    const given = source(undefined, world.data)
    const { report } = await evidenceIn(await sealedWith(given))
    expect([given.seen.asked, report.faults, report.validation?.faults]).toEqual([1, [], []])
  })

  it('takes a second one where the authority changed', async () => {
    const other = await newTestAuthority()
    const old = {
      certificates: await readCertificates(world.chain.certificate + other.rootPem),
      lists: world.data.lists.slice(0, 2),
    }
    const given = source(old, world.data)
    const { report } = await evidenceIn(await sealedWith(given))
    expect([given.seen.asked, report.validation?.faults]).toEqual([1, []])
  })

  it.each<[string, ValidationData | 'none']>([
    ['nothing can be had', 'none'],
    ['what was known is good for another', { certificates: [], lists: [] }],
  ])('is done with the time-stamp alone where %s', async (_what, known) => {
    const given = source(known === 'none' ? undefined : known, undefined)
    const { report } = await evidenceIn(await sealedWith(given))
    expect(report.timeStamp?.at).toBe('2026-03-11T01:42:00Z')
    expect([report.faults, report.validation]).toEqual([[], undefined])
  })

  it('is done with the time-stamp alone where what was known turns out not to be readable', async () => {
    const broken: [string, Uint8Array] = [hexOf(objectIdentifier('2.5.29.15')), Uint8Array.of(3)]
    const certificates = world.data.certificates.map((each) => ({
      ...each,
      extensions: new Map([...each.extensions, broken]),
    }))
    const given = source({ ...world.data, certificates }, undefined)
    // The first sealing's own chain comes before what is known, and is of the same certificates.
    const own = { ...world.chain, certificate: world.chain.parts.pem }
    const { report } = await evidenceIn(await sealedWith(given, own))
    expect([report.faults, report.validation]).toEqual([[], undefined])
    expect(report.timeStamp?.at).toBe('2026-03-11T01:42:00Z')
  })

  it.each([
    ['nothing was known', false],
    ['something was', true],
  ])('is done with neither where no stamp comes, and %s', async (_what, known) => {
    const given = source(known ? world.data : undefined, world.data)
    const bytes = await sealedWith(given, { stampTime: async () => undefined })
    const { report } = await evidenceIn(bytes)
    expect([report.faults, report.timeStamp, report.validation]).toEqual([[], undefined, undefined])
    expect(given.seen.asked).toBe(0)
  })

  it('does not use the stamp of an authority whose certificate is revoked', async () => {
    const { report } = await evidenceIn(await sealedWith(source(undefined, 'revoked')))
    expect([report.faults, report.timeStamp, report.validation]).toEqual([[], undefined, undefined])
  })

  it('keeps the first where no stamp comes the second time', async () => {
    let left = 1
    const stampTime: Sealer['stampTime'] = async (signature) =>
      left-- > 0 ? world.stampTime(signature) : undefined
    const bytes = await sealedWith(source(undefined, world.data), { stampTime })
    const { report } = await evidenceIn(bytes)
    expect([report.timeStamp?.at, report.validation]).toEqual(['2026-03-11T01:42:00Z', undefined])
  })
})
