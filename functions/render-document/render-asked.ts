import type { AskedTable } from '../../shared/aws/asked-table.ts'
import type { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import type { PendingAsked } from '../../shared/aws/pending-document.ts'
import type { AskedRecord, AskedTypesetting } from '../../shared/document/asked-record.ts'
import type { AskedWords } from '../../shared/document/asked-words.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import type { AskedDocument } from '../../shared/document/document-item.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import { typesetAccounting } from '../../shared/document/typeset-accounting.ts'
import type { Typeset } from '../../shared/document/typeset-document.ts'
import { typesetHoldNotice } from '../../shared/document/typeset-hold-notice.ts'
import { typesetPhysicianLetter } from '../../shared/document/typeset-physician-letter.ts'
import { typesetSignatureAttestation } from '../../shared/document/typeset-signature-attestation.ts'
import { typesetSuperbill } from '../../shared/document/typeset-superbill.ts'
import { partsOf } from '../../shared/id.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import { sealDocument } from './seal-document.ts'

export interface AskedRendering {
  readonly asked: Pick<AskedTable, 'open' | 'finish'>
  readonly documents: Pick<DocumentBucket, 'putNew'>
  readonly sealer: Sealer
}

/** The sealed words are not those that the item waits for: nothing is made of them. */
export class NotAsAsked extends Error {
  override readonly name = 'NotAsAsked'
}

/**
 * Makes a document that somebody asked for: typeset, sealed, stored, recorded, in the order that
 * `renderNote` explains, any number of times with one result.
 */
export async function renderAsked(
  pending: PendingAsked,
  { asked, documents, sealer }: AskedRendering,
): Promise<AskedDocument> {
  const { kind, practiceId, documentId, sealed } = pending
  const record = await asked.open(practiceId, documentId, sealed)
  if (record.documentId !== documentId || record.words.kind !== kind)
    throw new NotAsAsked(documentId)
  const { keyFingerprint } = await readCertificate(sealer.certificate)
  const typeset = typesetAsked(record.words, {
    signature: record.signature,
    document: {
      id: documentId,
      version: 1,
      createdAt: record.askedAt,
      paper: record.words.practice.paper,
    },
    practiceSeal: { fingerprint: keyFingerprint },
    source: sourceOf(record),
  })
  const { clientId, own } = partsOf(documentId)
  const place = `documents/${clientId}/asked/${own}`
  const { object, stored } = await sealDocument(typeset, sealer, place)
  const noteId = noteOf(record.words)
  const document: AskedDocument = { kind, clientId, ...(noteId && { noteId }), ...stored }
  await Promise.all([
    documents.putNew(object),
    // The sealed words lie beside their PDF.
    documents.putNew({
      key: `${place}.sealed`,
      bytes: sealed,
      contentType: 'application/octet-stream',
    }),
  ])
  await asked.finish(practiceId, document)
  return document
}

type Rest = Omit<AskedTypesetting<AskedWords>, 'words'>

/**
 * A page of whichever kind.
 * @throws NotTypeset
 */
export function typesetAsked(words: AskedWords, rest: Rest): Typeset {
  switch (words.kind) {
    case 'signature-attestation':
      return typesetSignatureAttestation({ words, ...rest })
    case 'superbill':
      return typesetSuperbill({ words, ...rest })
    case 'accounting-of-disclosures':
      return typesetAccounting({ words, ...rest })
    case 'physician-letter':
      return typesetPhysicianLetter({ words, ...rest })
    case 'hold-notice':
      return typesetHoldNotice({ words, ...rest })
  }
}

const noteOf = (words: AskedWords): string | undefined =>
  words.kind === 'signature-attestation' ? words.entry.noteId : undefined

function sourceOf(record: AskedRecord): AskedTypesetting<AskedWords>['source'] {
  const { form, documentId, ledger, nonce } = record
  return { form, documentId, commitment: commit(nonce, committedPart(record)), ledger }
}
