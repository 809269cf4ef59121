import type { Caller } from '../../shared/access/caller.ts'
import { decide } from '../../shared/access/decide.ts'
import {
  type CertificateView,
  linkCertificate,
  listCertificates,
} from '../../shared/api/certificates.ts'
import type { FoundCertificate } from '../../shared/aws/certificate-table.ts'
import { certificateIdOf } from '../../shared/document/document-item.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import { type Id, partsOf } from '../../shared/id.ts'
import { Refused } from '../../shared/refused.ts'
import { certifiedAt } from '../../shared/retention/certificate.ts'
import type { DocumentsContext } from './context.ts'

export const certificatesList = (context: DocumentsContext) =>
  endpoint(listCertificates, async ({ caller, path: { clientId } }) => {
    const found = await reachCertificates(context, caller, clientId)
    return reply(200, { certificates: found.map(viewOf) })
  })

/** The entry that the certificate was given out is safe before the link exists. */
export const certificateLink = (context: DocumentsContext) =>
  endpoint(linkCertificate, async ({ caller, path: { clientId, part } }) => {
    const documentId = certificateIdOf(clientId, part === '1' ? 1 : 2)
    const found = await reachCertificates(context, caller, clientId, documentId)
    const document = found.find((each) => each.document?.documentId === documentId)?.document
    if (!document) throw new Refused('document_not_found', [documentId])
    const link = await context.links.to(document.key, partsOf(documentId).own, context.now())
    return reply(201, link, { location: link.url })
  })

/**
 * The certificates of a client who is gone: no care team is left to ask, the role alone decides.
 * Whoever is refused leaves an entry, and so does whoever is answered.
 *
 * @param about one of them, where only that is asked for
 * @throws Refused `disposal_not_found`, `not_allowed`
 */
async function reachCertificates(
  { certificates, access, now }: DocumentsContext,
  { practiceId, member, requestId }: Caller,
  clientId: Id,
  about?: string,
): Promise<FoundCertificate[]> {
  const found = await certificates.of(practiceId, clientId)
  if (found.length === 0) throw new Refused('disposal_not_found', [clientId])
  const { allowed, rule } = decide(member, 'certificate.read')
  await access.add(
    {
      practiceId,
      clientId,
      memberId: member.memberId,
      action: 'certificate.read',
      ...(about !== undefined && { about }),
      at: now(),
      requestId,
    },
    allowed ? 'asked' : 'refused',
  )
  if (!allowed) throw new Refused('not_allowed', [rule])
  return found
}

function viewOf({ certificate, document }: FoundCertificate): CertificateView {
  const { clientId, part, keysLapseAt } = certificate
  return {
    clientId,
    part,
    certifiedAt: certifiedAt(certificate),
    keysLapseAt,
    certificate,
    ...(document && { document }),
  }
}
