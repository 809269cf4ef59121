import { randomBytes } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { sealPdf } from '../../shared/document/seal-pdf.ts'
import { tellSeal } from '../../shared/document/tell-seal.ts'
import {
  checkTimeStamp,
  readTimeStampResponse,
  timeStampRequest,
} from '../../shared/document/time-stamp.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { numbers, undetectedChanges } from './random-changes.ts'
import { shortNote } from './sample-notes.ts'
import { type Misbehaviour, newTestAuthority } from './test-authority.ts'
import { newTestKey, newTestSealer, sha256 } from './test-key.ts'

const signature = Buffer.from('a signature')
let authority: Awaited<ReturnType<typeof newTestAuthority>>
beforeAll(async () => {
  authority = await newTestAuthority()
})

const stamped = async (wrong?: Misbehaviour, of: Uint8Array = signature) => {
  const nonce = randomBytes(16)
  const request = await timeStampRequest(of, nonce)
  return readTimeStampResponse(await authority.answer(request, wrong), of, nonce)
}

describe('a time-stamp', () => {
  it('says when an authority saw a signature, and which one', async () => {
    const found = await checkTimeStamp(await stamped(), signature)
    expect(found?.at).toBe('2026-03-11T01:42:00Z')
    expect(found?.authority.subjectName).toBe('CN=Time Authority')
  })

  it('is good without the certificates of who issued the authority’s', async () => {
    const token = await stamped({ withoutIssuers: true })
    expect(token.length).toBeLessThan((await stamped()).length)
    expect(await checkTimeStamp(token, signature)).toBeDefined()
  })

  it('is of that signature alone', async () => {
    expect(await checkTimeStamp(await stamped(), Buffer.from('another'))).toBeUndefined()
  })

  it('has no free byte', async () => {
    const token = Uint8Array.from(await stamped())
    for (let at = 0; at < token.length; at++) {
      const byte = token[at] ?? 0
      token[at] = byte ^ (1 << (at % 8))
      expect(await checkTimeStamp(token, signature), `byte ${at}`).toBeUndefined()
      token[at] = byte
    }
  })

  it.each<[string, Misbehaviour, string]>([
    ['that was refused', { status: 2 }, 'refused'],
    ['of another signature', { imprint: randomBytes(32) }, 'not valid'],
    ['that answers an older request', { nonce: 5 }, 'an answer to another request'],
    ['under a certificate for other purposes', { certificate: { purposes: [] } }, 'not valid'],
    [
      'under a certificate for more purposes',
      { certificate: { purposes: ['1.3.6.1.5.5.7.3.8', '1.3.6.1.5.5.7.3.4'] } },
      'not valid',
    ],
    [
      'signed by another key than its certificate’s',
      { certificate: { key: newTestKey() } },
      'not valid',
    ],
    ['that names another certificate', { names: randomBytes(9) }, 'not valid'],
  ])('is not taken: one %s', async (_what, wrong, words) => {
    await expect(stamped(wrong)).rejects.toThrow(words)
  })

  it('is read out of nothing else, whatever is sent', async () => {
    const next = numbers(5)
    const nonce = randomBytes(16)
    const response = await authority.answer(await timeStampRequest(signature, nonce))
    for (let i = 0; i < 200; i++) {
      const changed = Uint8Array.from(response).subarray(
        0,
        next() < 0.5 ? response.length : next() * response.length,
      )
      const from = Math.floor(next() * changed.length)
      for (let at = from; at < from + 3 && at < changed.length; at++) changed[at] = next() * 256
      const read = readTimeStampResponse(changed, signature, nonce)
      await read.catch((error: unknown) => expect((error as Error).name).toBe('NotTimeStamped'))
    }
  })
})

describe('a document with a time-stamp', () => {
  let pdf: Buffer
  beforeAll(async () => {
    const own = await newTestSealer()
    const sealer = { ...own, stampTime: (value: Uint8Array) => stamped(undefined, value) }
    pdf = await sealPdf(typesetProgressNote({ ...shortNote, practiceSeal: own }), sealer)
  })

  it('is unchanged, and names the time and who says so', async () => {
    const report = await verifyPdf(pdf)
    expect(report.faults).toEqual([])
    const { facts } = tellSeal(report, false)
    expect(facts).toContainEqual({
      name: 'Time-stamped',
      value: '2026-03-11 01:42:00 UTC, by CN=Time Authority',
    })
  })

  it('has no free byte: 500 random changes of one are found out', async () => {
    const faultsOf = async (bytes: Uint8Array) => (await verifyPdf(bytes)).faults
    expect(await undetectedChanges(pdf, { count: 500, seed: 9 }, faultsOf)).toEqual([])
  })

  it('does not keep it where it is moved to another document', async () => {
    const report = await verifyPdf(withForeignToken(pdf))
    expect(report.faults).toEqual(['time_stamp_wrong'])
    expect(report.changed).toMatchObject([{ where: 'signature' }])
  })

  it('is sealed all the same where there is no answer', async () => {
    const own = await newTestSealer()
    const sealer = { ...own, stampTime: async () => undefined }
    const without = await sealPdf(typesetProgressNote({ ...shortNote, practiceSeal: own }), sealer)
    const { faults, timeStamp } = await verifyPdf(without)
    expect([faults, timeStamp]).toEqual([[], undefined])
  })

  /** One of the same length, of another signature. */
  function withForeignToken(bytes: Buffer): Buffer {
    const text = bytes.toString('latin1')
    const imprint = /3031300d060960864801650304020105000420([0-9a-f]{64})/.exec(
      text.slice(text.lastIndexOf('/Contents <')),
    )?.[1]
    if (!imprint) throw new Error('no imprint')
    return Buffer.from(text.replace(imprint, sha256(Buffer.from('another'))), 'latin1')
  }
})
