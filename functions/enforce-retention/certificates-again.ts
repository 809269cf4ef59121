import {
  certificateKey,
  certificateStored,
  certificateWanted,
} from '../../shared/aws/certificate-table.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { Certificate } from '../../shared/retention/certificate.ts'
import type { ClientName } from './attend-client.ts'
import type { RetentionContext } from './context.ts'

/** Asks for a certificate, unless that part stands: after a restore the first one was put back. */
export async function certificateAsked(
  { records }: RetentionContext,
  certificate: Certificate,
): Promise<Write[]> {
  const { practice, clientId, part } = certificate
  const standing = await records.get(certificateKey(practice.practiceId, clientId, part))
  return standing ? [] : [certificateWanted(records, certificate)]
}

/**
 * Certificates that lie in the documents bucket and that the restored tables do not know are listed
 * again, as they were made: no second one is made of the same end. What the first one counted is what
 * was destroyed.
 */
export async function certificatesAgain(
  { records, disposals, certificates }: RetentionContext,
  { practiceId, clientId }: ClientName,
): Promise<void> {
  for (const { certificate, document } of await certificates.of(practiceId, clientId)) {
    await records.commit([certificateStored(records, certificate, document)])
    if (certificate.part === 2) continue
    const kept = disposals.keepCount(practiceId, clientId, certificate.destroyed, () => 'done')
    await records.commit([kept])
  }
}
