import { z } from 'zod'
import { ClientThingId, derivedId, partsOf } from '../id.ts'
import type { SignedPlan } from '../plan/signed-plan.ts'
import type { DocumentIdentity } from './manifest.ts'
import type { WholeSignedNote } from './note-words.ts'
import type { PacketKind, PacketWords } from './packet-words.ts'

/** As it stands over the first page of each volume. */
export const packetTitles: Readonly<Record<PacketKind, string>> = {
  'insurance-packet': 'Insurance packet',
  'record-copy': 'Copy of the client’s record',
}

/** A sealed volume, as the cover names it: ids, hashes and numbers of pages. */
export const SealedVolume = z.object({
  documentId: ClientThingId,
  sha256: z.string(),
  pages: z.int().positive(),
  /** First and last page of each of its notes. */
  notePages: z.array(z.tuple([z.int().positive(), z.int().positive()])),
})
export type SealedVolume = z.infer<typeof SealedVolume>

/** The last volume that is made, which says what is in all the others. */
export const COVER = 0

/** One id for each volume of a packet; the cover is volume 0. */
export const packetDocumentId = (releaseId: ClientThingId, volume: number): ClientThingId =>
  `${partsOf(releaseId).clientId}.${derivedId('packet', releaseId, String(volume))}`

export const packetDocument = (
  { releaseId, practice, request }: PacketWords,
  volume: number,
): DocumentIdentity => ({
  id: packetDocumentId(releaseId, volume),
  version: 1,
  createdAt: request.askedAt,
  paper: practice.paper,
})

/** What keeps a volume's memory and time flat, however long a record is. */
export const MOST_NOTES_IN_VOLUME = 25
const MOST_CHARACTERS = 250_000

/** How many notes each volume has, in their order: no fewer volumes than have to be. */
export function volumesOf(notes: readonly WholeSignedNote[]): number[] {
  const volumes: number[] = []
  let room = 0
  for (const characters of notes.map(charactersOf)) {
    const last = volumes.at(-1)
    if (last === undefined || last === MOST_NOTES_IN_VOLUME || characters > room) {
      volumes.push(1)
      room = MOST_CHARACTERS - characters
    } else {
      volumes[volumes.length - 1] = last + 1
      room -= characters
    }
  }
  return volumes
}

function charactersOf({ signed, additions }: WholeSignedNote): number {
  const texts = [
    ...signed.sections.map(({ text }) => text),
    ...additions.map((each) => (each.form === 'noteseal/addendum/1' ? each.text : '')),
  ]
  return texts.reduce((sum, text) => sum + text.length, 0)
}

/** A packet with all that was signed, opened. */
export interface OpenedPacket {
  readonly words: PacketWords
  /** As the words name them. */
  readonly notes: readonly WholeSignedNote[]
  readonly plans: readonly SignedPlan[]
}
