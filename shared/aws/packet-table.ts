import { z } from 'zod'
import type { Instant } from '../clock.ts'
import type { PacketDocument } from '../document/document-item.ts'
import { COVER, packetDocumentId, SealedVolume } from '../document/packet.ts'
import { PacketKind, PacketWords } from '../document/packet-words.ts'
import { ClientThingId, Id, partsOf } from '../id.ts'
import { Release, type ReleaseIn } from '../release/release.ts'
import { contextOf } from '../seal/record-context.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { noLongerWanted, wanted } from './outbox.ts'
import { releaseKey } from './release-table.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** A packet that is being made, as is openly known of it: ids and numbers. */
const OpenPacket = z.object({
  kind: PacketKind,
  practiceId: Id,
  releaseId: ClientThingId,
  /** How many notes each volume has; known once the first is made. */
  volumes: z.array(z.int().positive()).optional(),
  made: z.array(SealedVolume),
  /** The step that it waits for, from 1: a volume each, then the cover. Absent when all is made. */
  pendingPdf: z.int().positive().optional(),
})

export interface StoredPacket extends z.infer<typeof OpenPacket> {
  readonly sealed: Uint8Array
}

/** One step that is over: its document is in the bucket. */
export interface PacketStep {
  readonly document: PacketDocument
  /** How many notes each volume has. */
  readonly volumes: readonly number[]
  /** Where the notes stand; absent of the cover. */
  readonly volume?: SealedVolume
}

/** What a packet says, and how far it has come. */
export interface OpenedPacketRecord {
  readonly words: PacketWords
  readonly volumes?: number[] | undefined
  readonly made: SealedVolume[]
  readonly awaitsStep?: number | undefined
}

const nameOf = ({ practiceId, releaseId }: Pick<StoredPacket, 'practiceId' | 'releaseId'>): Key => {
  const { clientId, own } = partsOf(releaseId)
  return { pk: clientPartition(practiceId, clientId), sk: `PACKET#${own}` }
}

/**
 * Packets on their way. Each step is one write, which records its document, moves the release's
 * progress and makes the next step wait; it counts once, whoever else makes the same step.
 */
export class PacketTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  /** For the transaction in which its release is asked for. @throws Refused `body_too_large`; KeyGone */
  async ask(words: PacketWords): Promise<Write> {
    const { kind, releaseId, request } = words
    const { practiceId } = words.practice
    const packet = { kind, practiceId, releaseId, made: [] }
    const { clientId } = partsOf(releaseId)
    return {
      write: this.#table.putNew({
        ...nameOf(packet),
        ...packet,
        sealed: await this.#keys.seal(clientKeyId(clientId), words, placeOf(packet)),
        ...wanted(releaseId, 1, request.askedAt),
      }),
      otherwise: () => 'done',
    }
  }

  /** As it stands, with its release; undefined where there is none any more. */
  async find(
    practiceId: Id,
    releaseId: ClientThingId,
  ): Promise<{ packet: StoredPacket; release: Release } | undefined> {
    const [item, release] = await Promise.all([
      this.#table.get(nameOf({ practiceId, releaseId })),
      this.#table.get(releaseKey(practiceId, releaseId)),
    ])
    if (!item || !release) return undefined
    return {
      packet: { ...OpenPacket.parse(item), sealed: bytesOf(item, 'sealed') },
      release: Release.parse(release),
    }
  }

  /** @throws KeyGone, NotOpened */
  async words(packet: Pick<StoredPacket, 'practiceId' | 'releaseId' | 'sealed'>) {
    const { clientId } = partsOf(packet.releaseId)
    const words = await this.#keys.open(clientKeyId(clientId), packet.sealed, placeOf(packet))
    return PacketWords.parse(words)
  }

  /** The item as it was read, opened. @throws KeyGone, NotOpened */
  async openRecord(item: Item): Promise<OpenedPacketRecord> {
    const packet = { ...OpenPacket.parse(item), sealed: bytesOf(item, 'sealed') }
    const { volumes, made, pendingPdf } = packet
    return {
      words: await this.words(packet),
      ...(volumes && { volumes }),
      made,
      ...(pendingPdf !== undefined && { awaitsStep: pendingPdf }),
    }
  }

  /** As it stood elsewhere: what was still to be made is made here. */
  async bringBack(
    { words, volumes, made, awaitsStep }: OpenedPacketRecord,
    now: Instant,
  ): Promise<Write> {
    const { kind, releaseId } = words
    const packet = { kind, practiceId: words.practice.practiceId, releaseId }
    const { clientId } = partsOf(releaseId)
    return {
      write: this.#table.putNew({
        ...nameOf(packet),
        ...packet,
        ...(volumes && { volumes }),
        made,
        sealed: await this.#keys.seal(clientKeyId(clientId), words, placeOf(packet)),
        ...(awaitsStep !== undefined && wanted(releaseId, awaitsStep, now)),
      }),
      otherwise: () => 'done',
    }
  }

  /**
   * Records a step. Nothing changes where it was recorded before.
   *
   * @throws ConditionFailed where the release changed since it was read: to be tried again
   */
  async finishStep(
    packet: StoredPacket,
    release: ReleaseIn<'asked'>,
    { document, volumes, volume }: PacketStep,
    now: Instant,
  ): Promise<void> {
    const { practiceId, releaseId, pendingPdf: step = 1 } = packet
    const last = document.volume === COVER
    const total = volumes.length + 1
    const documents = [...Array(total).keys()].map((each) => packetDocumentId(releaseId, each))
    const { clientId, own } = partsOf(document.documentId)
    await this.#table.commit([
      {
        write: this.#table.update(nameOf(packet), {
          set: {
            volumes: [...volumes],
            made: [...packet.made, ...(volume ? [volume] : [])],
            ...(!last && { ...wanted(releaseId, step + 1, now) }),
          },
          remove: last ? noLongerWanted : [],
          condition: { expression: 'pendingPdf = :step', values: { ':step': step } },
        }),
        otherwise: () => 'done',
      },
      {
        write: this.#table.update(releaseKey(practiceId, releaseId), {
          set: {
            progress: { done: step, total },
            version: release.version + 1,
            ...(last && { state: 'ready', documents }),
          },
          condition: {
            expression: '#version = :before AND #asked = :asked',
            names: { '#asked': 'state' },
            values: { ':before': release.version, ':asked': 'asked' },
          },
        }),
      },
      {
        write: this.#table.put({
          pk: clientPartition(practiceId, clientId),
          sk: `DOC#${own}#1`,
          ...document,
        }),
      },
    ])
  }

  /**
   * Nothing more is made of it.
   *
   * @param why told at the release; absent where that was revoked
   */
  async stop(
    packet: StoredPacket,
    release: Release,
    why?: ReleaseIn<'asked'>['stopped'],
  ): Promise<void> {
    const { practiceId, releaseId } = packet
    await this.#table.commit([
      {
        write: this.#table.update(nameOf(packet), {
          remove: noLongerWanted,
          condition: { expression: 'attribute_exists(pendingPdf)' },
        }),
        otherwise: () => 'done',
      },
      ...(why === undefined
        ? []
        : [
            {
              write: this.#table.update(releaseKey(practiceId, releaseId), {
                set: { stopped: why, version: release.version + 1 },
                condition: {
                  expression: '#version = :before',
                  values: { ':before': release.version },
                },
              }),
            },
          ]),
    ])
  }
}

const placeOf = ({ practiceId, releaseId }: Pick<StoredPacket, 'practiceId' | 'releaseId'>) => {
  const { clientId } = partsOf(releaseId)
  return contextOf({ practiceId, clientId, kind: 'packet', id: releaseId })
}
