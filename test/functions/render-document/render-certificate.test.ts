import { describe, expect, it } from 'vitest'
import {
  type CertificateRendering,
  ChainBroken,
  renderCertificate,
} from '../../../functions/render-document/render-certificate.ts'
import type { StoredObject } from '../../../shared/aws/document-bucket.ts'
import type { PendingCertificate } from '../../../shared/aws/pending-document.ts'
import { certificateItemKey } from '../../../shared/document/certificate-place.ts'
import { CertificateDocument } from '../../../shared/document/document-item.ts'
import { documentRecordKey } from '../../../shared/document/document-record.ts'
import { verifyPdf } from '../../../shared/document/verify-pdf.ts'
import { canonical } from '../../../shared/ledger/canonical.ts'
import type { Event } from '../../../shared/ledger/event.ts'
import type { Certificate } from '../../../shared/retention/certificate.ts'
import { certificatesOf } from '../../document/sample-certificates.ts'
import { newTestSealer } from '../../document/test-key.ts'
import { clientId, practiceId } from '../../retention/sample-disposal.ts'
import { sha256 } from './fake-records.ts'

const FOLDER = `documents/certificates/${practiceId}/${clientId}`
const { first, second } = certificatesOf(9)
const sealer = await newTestSealer()

const pendingOf = (certificate: Certificate): PendingCertificate => ({
  kind: 'certificate-of-destruction',
  clientId: certificate.clientId,
  part: certificate.part,
  certificate: JSON.stringify(certificate),
})

/** Hands out the chain a few events at a time. */
function rendererOver(events: readonly Event[]) {
  const objects = new Map<string, StoredObject>()
  const recorded: CertificateDocument[] = []
  const done: string[] = []
  const fail = { put: false, finish: false }
  const rendering: CertificateRendering = {
    sealer,
    ledger: {
      events: async (_chain, after = 0) => {
        done.push('read')
        return events.slice(after, after + 10)
      },
    },
    documents: {
      putNew: async (object) => {
        if (fail.put) throw new Error('the bucket is away')
        done.push('put')
        const there = objects.has(object.key)
        if (!there) objects.set(object.key, object)
        return there ? 'there already' : 'put'
      },
    },
    certificates: {
      finish: async (_practiceId, document) => {
        if (fail.finish) throw new Error('the table is away')
        done.push('recorded')
        recorded.push(document)
      },
    },
  }
  return { rendering, objects, recorded, done, fail }
}

describe('rendering a certificate', () => {
  it('reads the whole chain, stores the sealed PDF with what it certifies, then records it', async () => {
    const { rendering, objects, recorded, done } = rendererOver(first.events)
    const document = await renderCertificate(pendingOf(first.certificate), rendering)
    expect(done).toEqual(['read', 'read', 'read', 'put', 'put', 'put', 'recorded'])
    const item = certificateItemKey(document)
    expect([...objects.keys()]).toEqual([document.key, documentRecordKey(document), item])
    const said = Buffer.from(objects.get(item)?.bytes ?? []).toString()
    expect(CertificateDocument.parse(JSON.parse(said))).toEqual(document)
    expect(document.key).toBe(`${FOLDER}/part-1-${document.sha256.slice(0, 16)}.pdf`)
    const stored = objects.get(document.key)?.bytes ?? Buffer.alloc(0)
    const report = await verifyPdf(Buffer.from(stored))
    expect(report.faults).toEqual([])
    expect(document).toMatchObject({
      kind: 'certificate-of-destruction',
      clientId,
      part: 1,
      version: 1,
      sha256: sha256(stored),
      bytes: stored.length,
      createdAt: first.certificate.part === 1 && first.certificate.finishedAt,
    })
    const beside = objects.get(documentRecordKey(document))?.bytes ?? Buffer.alloc(0)
    expect(Buffer.from(beside).toString()).toBe(canonical(first.certificate))
    expect(report.manifest?.sources[0]).toMatchObject({ sha256: sha256(beside) })
    expect(recorded).toEqual([document])
  })

  it('reads no chain for part 2, which points to part 1', async () => {
    const { rendering, done, objects } = rendererOver([])
    const document = await renderCertificate(pendingOf(second.certificate), rendering)
    expect(done).toEqual(['put', 'put', 'put', 'recorded'])
    expect(document).toMatchObject({ part: 2, pages: 1 })
    expect(objects.has(documentRecordKey(document))).toBe(true)
  })

  it('has one result, however often it is tried and wherever it stopped', async () => {
    const { rendering, objects, recorded, fail } = rendererOver(first.events)
    const pending = pendingOf(first.certificate)
    fail.put = true
    await expect(renderCertificate(pending, rendering)).rejects.toThrow('the bucket is away')
    expect([objects.size, recorded.length]).toEqual([0, 0])
    fail.put = false
    fail.finish = true
    await expect(renderCertificate(pending, rendering)).rejects.toThrow('the table is away')
    const keys = [...objects.keys()]
    expect(recorded).toEqual([])
    fail.finish = false
    const [one, two] = await Promise.all([
      renderCertificate(pending, rendering),
      renderCertificate(pending, rendering),
    ])
    expect(two).toEqual(one)
    expect([...objects.keys()]).toEqual(keys)
  })

  const changed = (seq: number, change: Partial<Event>) =>
    first.events.map((event) => (event.seq === seq ? { ...event, ...change } : event))

  it.each([
    ['with a commitment changed', changed(3, { commitment: 'ab'.repeat(32) })],
    ['with an event taken out', first.events.filter(({ seq }) => seq !== 4)],
    ['of another client', first.events.map((event) => ({ ...event, chain: 'P#x#C#y' }))],
    ['that goes on where it should have ended', certificatesOf(10).first.events],
  ])('certifies nothing from a chain %s', async (_what, events) => {
    const { rendering, objects, recorded } = rendererOver(events)
    const rendered = renderCertificate(pendingOf(first.certificate), rendering)
    await expect(rendered).rejects.toThrow(/^P#|ends before its head/)
    expect([objects.size, recorded.length]).toEqual([0, 0])
  })

  it('certifies nothing from a whole chain that does not end with the destruction', async () => {
    const events = first.events.slice(0, -1)
    const before = first.events.at(-1)
    const { seq = 0 } = events.at(-1) ?? {}
    const { rendering, recorded } = rendererOver(events)
    const chainHead = { seq, hash: before?.previous ?? '' }
    const rendered = renderCertificate(pendingOf({ ...first.certificate, chainHead }), rendering)
    await expect(rendered).rejects.toThrow(ChainBroken)
    expect(recorded).toEqual([])
  })

  it('certifies nothing that is not a certificate', async () => {
    const { rendering, objects } = rendererOver(first.events)
    const pending = { ...pendingOf(first.certificate), certificate: '{"form":"other"}' }
    await expect(renderCertificate(pending, rendering)).rejects.toThrow()
    expect(objects.size).toBe(0)
  })
})
