import type { Id } from '../id.ts'
import { type Certificate, certifiedAt } from '../retention/certificate.ts'
import type { Item, Key } from './item.ts'
import { wanted } from './outbox.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Certificates lie with the practice: the client's own partition is what they say is gone. */
export const certificatesPartition = (practiceId: Id): string => `P#${practiceId}#CERTIFICATES`

export const certificateKey = (practiceId: Id, clientId: Id, part: Certificate['part']): Key => ({
  pk: certificatesPartition(practiceId),
  sk: `${clientId}#${part}`,
})

/**
 * Asks for a certificate: its item, waiting in the outbox until it is rendered, sealed and stored.
 * For the transaction that ends what it certifies. A certificate is asked for once; who asks again
 * finds it `done`, and the first one stands.
 */
export function certificateWanted(records: Table, certificate: Certificate): Write {
  const { practice, clientId, part } = certificate
  const { practiceId } = practice
  const item: Item & Key = {
    ...certificateKey(practiceId, clientId, part),
    kind: 'certificate-of-destruction',
    practiceId,
    clientId,
    part,
    certificate: JSON.stringify(certificate),
    ...wanted(clientId, part, certifiedAt(certificate)),
  }
  return { write: records.putNew(item), otherwise: () => 'done' }
}
