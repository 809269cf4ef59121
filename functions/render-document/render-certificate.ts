import type { CertificateTable } from '../../shared/aws/certificate-table.ts'
import { clientChain } from '../../shared/aws/client-table.ts'
import type { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import { eventsUpTo } from '../../shared/aws/export-chain.ts'
import type { LedgerTable } from '../../shared/aws/ledger-table.ts'
import type { PendingCertificate } from '../../shared/aws/pending-document.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { certificateFolder, certificateItemKey } from '../../shared/document/certificate-place.ts'
import { type CertificateDocument, certificateIdOf } from '../../shared/document/document-item.ts'
import { documentRecordKey } from '../../shared/document/document-record.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import { typesetCertificate } from '../../shared/document/typeset-certificate.ts'
import { canonical } from '../../shared/ledger/canonical.ts'
import type { Event } from '../../shared/ledger/event.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import { Certificate, certifiedAt } from '../../shared/retention/certificate.ts'
import { sealDocument } from './seal-document.ts'

export interface CertificateRendering {
  readonly certificates: Pick<CertificateTable, 'finish'>
  readonly ledger: Pick<LedgerTable, 'events'>
  readonly documents: Pick<DocumentBucket, 'putNew'>
  readonly sealer: Sealer
}

/** The chain is not the one that the certificate names: nothing is certified, people must look. */
export class ChainBroken extends Error {
  override readonly name = 'ChainBroken'
}

/**
 * Makes a part of a certificate of destruction: typeset, sealed, stored, recorded, in the order that
 * `renderNote` explains, any number of times with one result. The destroyed client's chain has
 * ended, so it is the same whenever it is read.
 */
export async function renderCertificate(
  pending: PendingCertificate,
  { certificates, ledger, documents, sealer }: CertificateRendering,
): Promise<CertificateDocument> {
  const certificate = Certificate.parse(JSON.parse(pending.certificate))
  const { practice, clientId, part } = certificate
  const { keyFingerprint } = await readCertificate(sealer.certificate)
  const typeset = typesetCertificate({
    certificate,
    events: part === 1 ? await closedChain(ledger, certificate) : [],
    document: {
      id: certificateIdOf(clientId, part),
      version: 1,
      createdAt: certifiedAt(certificate),
      paper: practice.paper,
    },
    practiceSeal: { fingerprint: keyFingerprint },
  })
  const place = `${certificateFolder(practice.practiceId, clientId)}part-${part}`
  const { object, stored } = await sealDocument(typeset, sealer, place)
  const document = { kind: 'certificate-of-destruction' as const, clientId, part, ...stored }
  await Promise.all([
    documents.putNew(object),
    documents.putNew({
      key: documentRecordKey(document),
      bytes: Buffer.from(canonical(certificate)),
      contentType: 'application/json',
    }),
    documents.putNew({
      key: certificateItemKey(document),
      bytes: Buffer.from(canonical(document)),
      contentType: 'application/json',
    }),
  ])
  await certificates.finish(practice.practiceId, document)
  return document
}

/** @throws ChainBroken */
async function closedChain(
  ledger: CertificateRendering['ledger'],
  { practice, clientId, chainHead }: Certificate,
): Promise<Event[]> {
  const chain = clientChain(practice.practiceId, clientId)
  const events = await eventsUpTo(ledger, chain, chainHead.seq)
  const broken = verifyChain(events, { chain, head: chainHead }).length > 0
  if (broken || events.at(-1)?.type !== 'client_destroyed') throw new ChainBroken(chain)
  return events
}
