import { sourceOf } from './manifest.ts'
import { packetDocument, SealedVolume } from './packet.ts'
import { type PacketVolume, packetVolumePage } from './packet-volume-page.ts'
import { type Typeset, typesetDocument } from './typeset-document.ts'

/** A volume, and where in it each note stands. */
export interface TypesetVolume extends Typeset {
  readonly notePages: SealedVolume['notePages']
}

/** Typesets one volume of notes. @throws NotTypeset */
export function typesetPacketVolume(of: PacketVolume): TypesetVolume {
  const { words, volume, notes } = of
  const typeset = typesetDocument({
    kind: words.kind,
    identity: packetDocument(words, volume),
    sources: notes.flatMap(({ signed, additions }) => [signed, ...additions].map(sourceOf)),
    template: 'packet-volume',
    templateVersion: 1,
    page: (clean) => packetVolumePage(of, clean),
    marks: ['notePages'],
    practice: words.practice.name,
    keyFingerprint: of.practiceSeal.fingerprint,
  })
  return { ...typeset, notePages: SealedVolume.shape.notePages.parse(typeset.marks['notePages']) }
}
