import { createHash } from 'node:crypto'
import { canonical } from '../ledger/canonical.ts'
import { planSource, type Source } from './manifest.ts'
import { COVER, packetDocument } from './packet.ts'
import { type PacketCover, packetCoverPage } from './packet-cover-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** Typesets the cover of a packet. @throws NotTypeset */
export function typesetPacketCover(of: PacketCover): Typeset {
  const { words, volumes, plans } = of
  const sources: Source[] = [
    {
      form: words.form,
      releaseId: words.releaseId,
      sha256: createHash('sha256').update(canonical(words)).digest('hex'),
    },
    ...plans.map(planSource),
    ...volumes.map(({ documentId, sha256 }) => ({
      form: 'noteseal/document/1' as const,
      documentId,
      sha256,
    })),
  ]
  return typesetDocument({
    kind: words.kind,
    identity: packetDocument(words, COVER),
    sources,
    template: 'packet-cover',
    templateVersion: 2,
    page: (clean) => packetCoverPage(of, clean),
    practice: words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
}
