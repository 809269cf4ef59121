import { describe, expect, it } from 'vitest'
import { typesetAsked } from '../../functions/render-document/render-asked.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { verifyAdditions } from '../../shared/ledger/verify-additions.ts'
import { sha256 } from './test-key.ts'
import {
  fileOf,
  readAskedVectors,
  readLastingVectors,
  readStampedVectors,
  readVectors,
} from './vectors.ts'

const { cases, pdf, note, easternNote, ...expected } = readVectors()

describe('the frozen vectors of the document format', () => {
  it.each(cases)('$name: $faults', async (each) => {
    const keyFingerprints = [expected.keyFingerprint]
    const { faults, changed } = await verifyPdf(fileOf(pdf, each), { keyFingerprints })
    expect({ faults, changed }).toEqual({ faults: each.faults, changed: each.changed })
  })

  it('hold one valid document, and otherwise only faulty ones', () => {
    expect(cases.filter(({ faults }) => faults.length === 0).map(({ name }) => name)).toEqual([
      'as sealed',
    ])
  })

  it('name key, certificate and time', async () => {
    const { certificate, sealedAt } = await verifyPdf(pdf)
    expect(certificate?.keyFingerprint).toBe(expected.keyFingerprint)
    expect(certificate?.fingerprint).toBe(expected.certificateFingerprint)
    expect(sealedAt).toBe(expected.sealedAt)
    expect(sha256(pdf)).toBe(expected.sealed)
  })

  it('are made of a note and additions that are as they were signed', () => {
    expect(note.additions).toHaveLength(2)
    expect(verifyAdditions(note.signed, note.additions)).toEqual([])
    expect(verifyAdditions(note.signed, note.additions.toReversed())).toEqual([
      { kind: 'does_not_follow', place: 1 },
      { kind: 'does_not_follow', place: 2 },
    ])
  })

  it('are what the same note makes today, byte for byte', () => {
    const typeset = typesetProgressNote(note)
    expect(sha256(typeset.pdf)).toBe(expected.typeset)
    expect(pdf.subarray(0, typeset.pdf.length).equals(typeset.pdf)).toBe(true)
  })

  it('are what a note in Chinese, Japanese and Korean makes today', () => {
    expect(sha256(typesetProgressNote(easternNote).pdf)).toBe(expected.eastern)
  })
})

describe('the frozen vectors with a chain of certificates and a time-stamp', () => {
  const stamped = readStampedVectors()

  it.each(stamped.cases)('$name: $faults', async (each) => {
    const { faults, changed } = await verifyPdf(fileOf(stamped.pdf, each))
    expect({ faults, changed }).toEqual({ faults: each.faults, changed: each.changed })
  })

  it('hold one valid document, and otherwise only faulty ones', () => {
    const valid = stamped.cases.filter(({ faults }) => faults.length === 0)
    expect(valid.map(({ name }) => name)).toEqual(['as sealed'])
    expect(stamped.cases.length).toBeGreaterThan(5)
  })

  it('name key, time and authority', async () => {
    const { certificate, timeStamp } = await verifyPdf(stamped.pdf)
    expect(certificate?.keyFingerprint).toBe(stamped.keyFingerprint)
    expect(timeStamp?.at).toBe(stamped.timeStampedAt)
    expect(timeStamp?.authority.keyFingerprint).toBe(stamped.authorityKeyFingerprint)
  })
})

describe('the frozen vectors that keep what shows that no certificate was revoked', () => {
  const lasting = readLastingVectors()

  it.each(lasting.cases)('$name: $faults', async (each) => {
    const { faults, changed, validation } = await verifyPdf(fileOf(lasting.pdf, each))
    expect({ faults, changed }).toEqual({ faults: each.faults, changed: each.changed })
    // What is not as it was sealed shows nothing.
    expect(validation).toEqual(faults.length === 0 ? lasting.validation : undefined)
  })

  it('hold one valid document, and otherwise only faulty ones', () => {
    const valid = lasting.cases.filter(({ faults }) => faults.length === 0)
    expect(valid.map(({ name }) => name)).toEqual(['as sealed'])
    expect(lasting.cases.length).toBeGreaterThan(5)
    expect([lasting.validation.faults, lasting.validation.issuers.length]).toEqual([[], 3])
  })

  it.each(lasting.unproven)('$file: does not show it: $faults', async ({ pdf, faults }) => {
    const report = await verifyPdf(pdf)
    expect([report.faults, report.validation?.faults]).toEqual([[], faults])
    expect(faults).not.toEqual([])
  })
})

describe('the frozen vectors of documents that somebody asked for', () => {
  const asked = readAskedVectors()

  it('are of these kinds', () => {
    expect(asked.map(({ words }) => words.kind)).toEqual([
      'signature-attestation',
      'superbill',
      'physician-letter',
      'accounting-of-disclosures',
    ])
  })

  it.each(asked)(
    '$words.kind: are what the same words make today',
    ({ words, typeset, ...rest }) => {
      const { pdf: made } = typesetAsked(words, { ...rest, signature: rest.signature })
      expect(sha256(made)).toBe(typeset)
    },
  )
})
