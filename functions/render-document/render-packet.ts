import type { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import { NoteInError, type NoteReader } from '../../shared/aws/note-reader.ts'
import type { PacketTable, StoredPacket } from '../../shared/aws/packet-table.ts'
import type { PendingPacket } from '../../shared/aws/pending-document.ts'
import type { PlanTable } from '../../shared/aws/plan-table.ts'
import type { Clock } from '../../shared/clock.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import type { PacketDocument } from '../../shared/document/document-item.ts'
import type { WholeSignedNote } from '../../shared/document/note-words.ts'
import { COVER, volumesOf } from '../../shared/document/packet.ts'
import type { PacketWords } from '../../shared/document/packet-words.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'
import { typesetPacketCover } from '../../shared/document/typeset-packet-cover.ts'
import { typesetPacketVolume } from '../../shared/document/typeset-packet-volume.ts'
import { partsOf } from '../../shared/id.ts'
import { sealDocument } from './seal-document.ts'

export interface PacketRendering {
  readonly packets: Pick<PacketTable, 'find' | 'words' | 'finishStep' | 'stop'>
  readonly notes: Pick<NoteReader, 'whole'>
  readonly plans: Pick<PlanTable, 'signed'>
  readonly documents: Pick<DocumentBucket, 'putNew'>
  readonly sealer: Sealer
  readonly now: Clock
}

/**
 * Makes the step that a packet waits for: a volume of notes, or after the last of them the cover. What
 * stands at the packet decides, not what announced it: so it may be stopped anywhere, and the next try
 * goes on where it was; a step that was made already costs one read.
 *
 * @returns undefined where nothing is to be made: made before, revoked, or stopped
 */
export async function renderPacket(
  { practiceId, releaseId, step }: PendingPacket,
  rendering: PacketRendering,
): Promise<PacketDocument | undefined> {
  const { packets, now } = rendering
  const found = await packets.find(practiceId, releaseId)
  if (found?.packet.pendingPdf !== step) return undefined
  const { packet, release } = found
  if (release.state !== 'asked') {
    await packets.stop(packet, release)
    return undefined
  }
  try {
    const made = await stepOf(packet, rendering)
    await packets.finishStep(packet, release, made, now())
    return made.document
  } catch (error) {
    if (!(error instanceof NoteInError)) throw error
    await packets.stop(packet, release, 'note_entered_in_error')
    return undefined
  }
}

/** Objects first, as `renderNote` explains. */
async function stepOf(packet: StoredPacket, rendering: PacketRendering) {
  const { packets, notes, plans, documents, sealer } = rendering
  const words = await packets.words(packet)
  const { keyFingerprint } = await readCertificate(sealer.certificate)
  const practiceSeal = { fingerprint: keyFingerprint }
  // All notes are opened to bind them, and again for the cover; in between those of one volume.
  const all = packet.volumes ? undefined : await notes.whole(packet.practiceId, words.notes)
  const volumes = packet.volumes ?? volumesOf(all ?? [])
  const volume = packet.made.length + 1
  if (volume > volumes.length) {
    const { clientId } = partsOf(packet.releaseId)
    const [whole, signed] = await Promise.all([
      all ?? notes.whole(packet.practiceId, words.notes),
      plans.signed(packet.practiceId, clientId),
    ])
    const typeset = typesetPacketCover({
      words,
      notes: whole,
      plans: words.plans.flatMap(
        ({ planId }) => signed.find(({ form }) => form.planId === planId)?.form ?? [],
      ),
      volumes: packet.made,
      practiceSeal,
    })
    const { object, stored } = await sealDocument(typeset, sealer, `${folderOf(packet)}/cover`)
    await Promise.all([
      documents.putNew(object),
      // The sealed words lie beside what was made of them.
      documents.putNew({
        key: `${folderOf(packet)}/asked.sealed`,
        bytes: packet.sealed,
        contentType: 'application/octet-stream',
      }),
    ])
    return { volumes, document: documentOf(packet, COVER, stored) }
  }
  const before = volumes.slice(0, volume - 1).reduce((sum, each) => sum + each, 0)
  const shown = await notesOf(words, before, volumes[volume - 1] ?? 0)
  const { notePages, ...typeset } = typesetPacketVolume({
    words,
    volume,
    volumes: volumes.length,
    before,
    notes: shown,
    practiceSeal,
  })
  const { object, stored } = await sealDocument(
    typeset,
    sealer,
    `${folderOf(packet)}/volume-${volume}`,
  )
  await documents.putNew(object)
  const { documentId, sha256, pages } = stored
  return {
    volumes,
    document: documentOf(packet, volume, stored),
    volume: { documentId, sha256, pages, notePages },
  }

  async function notesOf(
    { notes: names }: PacketWords,
    from: number,
    count: number,
  ): Promise<WholeSignedNote[]> {
    return all
      ? all.slice(from, from + count)
      : notes.whole(packet.practiceId, names.slice(from, from + count))
  }
}

const documentOf = (
  { kind, releaseId }: StoredPacket,
  volume: number,
  stored: Omit<PacketDocument, 'kind' | 'clientId' | 'releaseId' | 'volume'>,
): PacketDocument => ({
  kind,
  clientId: partsOf(releaseId).clientId,
  releaseId,
  volume,
  ...stored,
})

function folderOf({ releaseId }: StoredPacket): string {
  const { clientId, own } = partsOf(releaseId)
  return `documents/${clientId}/packets/${own}`
}
