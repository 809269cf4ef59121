import { z } from 'zod'
import { CertificateDocument } from '../document/document-item.ts'
import type { Id } from '../id.ts'
import { Certificate, certifiedAt } from '../retention/certificate.ts'
import { type Item, type Key, textOf } from './item.ts'
import { noLongerWanted, wanted } from './outbox.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Certificates lie with the practice: the client's own partition is what they say is gone. */
export const certificatesPartition = (practiceId: Id): string => `P#${practiceId}#CERTIFICATES`

const partsOf = (clientId: Id) => `${clientId}#`

export const certificateKey = (practiceId: Id, clientId: Id, part: Certificate['part']): Key => ({
  pk: certificatesPartition(practiceId),
  sk: partsOf(clientId) + part,
})

/**
 * Asks for a certificate: its item, waiting in the outbox until it is rendered, sealed and stored.
 * For the transaction that ends what it certifies. A certificate is asked for once; who asks again
 * finds it `done`, and the first one stands.
 */
export function certificateWanted(records: Table, certificate: Certificate): Write {
  const item = {
    ...itemOf(certificate),
    ...wanted(certificate.clientId, 1, certifiedAt(certificate)),
  }
  return { write: records.putNew(item), otherwise: () => 'done' }
}

function itemOf(certificate: Certificate): Item & Key {
  const { practice, clientId, part } = certificate
  const { practiceId } = practice
  return {
    ...certificateKey(practiceId, clientId, part),
    kind: 'certificate-of-destruction',
    practiceId,
    clientId,
    part,
    certificate: JSON.stringify(certificate),
  }
}

/** The item of a certificate whose document lies in the bucket already; the one that stands stays. */
export function certificateStored(
  records: Table,
  certificate: Certificate,
  document: CertificateDocument,
): Write {
  const item = { ...itemOf(certificate), document }
  return { write: records.putNew(item), otherwise: () => 'done' }
}

/** A certificate, and its document once there is one. */
export interface FoundCertificate {
  readonly certificate: Certificate
  readonly document: CertificateDocument | undefined
}

export class CertificateTable {
  readonly #records: Table

  constructor(records: Table) {
    this.#records = records
  }

  /** A client's, part 1 first; none where nothing of that client's was destroyed. */
  async of(practiceId: Id, clientId: Id): Promise<FoundCertificate[]> {
    const items = await this.#records.all(certificatesPartition(practiceId), partsOf(clientId))
    return items.map((item) => ({
      certificate: Certificate.parse(JSON.parse(textOf(item, 'certificate'))),
      document: z.optional(CertificateDocument).parse(item['document']),
    }))
  }

  /**
   * Records that a certificate's document is stored and takes it out of the outbox: one update, with
   * one result however often it is tried.
   */
  async finish(practiceId: Id, document: CertificateDocument): Promise<void> {
    const { clientId, part } = document
    await this.#records.commit([
      {
        write: this.#records.update(certificateKey(practiceId, clientId, part), {
          set: { document },
          remove: noLongerWanted,
          condition: { expression: 'attribute_exists(pendingPdf)' },
        }),
        // Recorded before, by another try.
        otherwise: () => 'done',
      },
    ])
  }
}
