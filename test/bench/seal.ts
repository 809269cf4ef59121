import { randomBytes } from 'node:crypto'
import type { Context } from '../../shared/seal/context.ts'
import { KeyStore } from '../../shared/seal/key-store.ts'
import { parse } from '../../shared/seal/message.ts'
import { open } from '../../shared/seal/open.ts'
import { seal } from '../../shared/seal/seal.ts'
import {
  hierarchicalKeyring,
  KeyTable,
  kmsKeyring,
  SDK_SUITE,
  STORE_NAME,
  sdk,
  sdkKeyStore,
} from '../seal/encryption-sdk.ts'
import { WrappingKmsInMemory } from '../seal/wrapping-kms.ts'

/** Medians in microseconds for one note of 4 KB, and the bytes that sealing it adds. */
export interface SealFigure {
  readonly sealMicroseconds: number
  readonly openMicroseconds: number
  readonly addedBytes: number
}

export interface SealFigures {
  readonly noteBytes: number
  readonly rounds: number
  readonly noteseal: SealFigure
  /** `@aws-crypto/client-node`, hierarchical keyring, its cache warm, our suite, one frame. */
  readonly hierarchicalKeyring: SealFigure
  /** `@aws-crypto/client-node` as its introduction uses it: KMS keyring, signing suite. */
  readonly sdkDefault: SealFigure
  /** Median over the rounds of how many times longer the other takes to seal and open. */
  readonly timesFasterThanHierarchicalKeyring: number
  readonly timesFasterThanSdkDefault: number
}

interface Way {
  readonly notesPerRound: number
  seal(note: Buffer): Buffer | Promise<Buffer>
  open(sealed: Buffer): Buffer | Promise<Buffer>
}

interface Round {
  readonly seal: number
  readonly open: number
  readonly addedBytes: number
}

const NOTE_BYTES = 4096
const WARM_UP_ROUNDS = 4

/** Rounds of the three are interleaved, so that whatever else the machine does meets all alike. */
export async function benchSeal(rounds = 15): Promise<SealFigures> {
  const note = randomBytes(NOTE_BYTES)
  const [ours, hierarchical, byDefault] = await waysToSeal()
  const taken: [Round, Round, Round][] = []
  for (let round = 0; round < WARM_UP_ROUNDS + rounds; round++) {
    taken.push([
      await measure(ours, note),
      await measure(hierarchical, note),
      await measure(byDefault, note),
    ])
  }
  const counted = taken.slice(WARM_UP_ROUNDS)
  const ratio = (to: 1 | 2) => median(counted.map((round) => total(round[to]) / total(round[0])))
  return {
    noteBytes: NOTE_BYTES,
    rounds,
    noteseal: figure(counted.map((round) => round[0])),
    hierarchicalKeyring: figure(counted.map((round) => round[1])),
    sdkDefault: figure(counted.map((round) => round[2])),
    timesFasterThanHierarchicalKeyring: ratio(1),
    timesFasterThanSdkDefault: ratio(2),
  }
}

async function waysToSeal(): Promise<[Way, Way, Way]> {
  const kms = new WrappingKmsInMemory()
  const table = new KeyTable()
  const store = new KeyStore(STORE_NAME, kms)
  const { item, branchKey } = await store.create('P#practice#C#client', { kind: 'client' })
  table.put(item)
  table.put(await store.activate(item, kms))

  const context: Context = {
    practice: '01j9z0x5k3m8q2v7w4y6a1b3c5',
    client: '01j9z0x5k3m8q2v7w4y6a1b3c6',
    kind: 'draft',
    id: '01j9z0x5k3m8q2v7w4y6a1b3c7',
    revision: '12',
  }
  const keyring = hierarchicalKeyring(branchKey.id, sdkKeyStore(kms, table))
  const introduced = kmsKeyring(kms)
  return [
    {
      notesPerRound: 100,
      seal: (note) => seal(note, context, branchKey),
      open: (sealed) => open(parse(sealed), context, branchKey),
    },
    {
      notesPerRound: 40,
      seal: async (note) => {
        const options = {
          suiteId: SDK_SUITE,
          frameLength: 65_536,
          encryptionContext: { ...context },
        }
        return (await sdk.encrypt(keyring, note, options)).result
      },
      open: async (sealed) => (await sdk.decrypt(keyring, sealed)).plaintext,
    },
    {
      notesPerRound: 10,
      seal: async (note) =>
        (await sdk.encrypt(introduced, note, { encryptionContext: { ...context } })).result,
      open: async (sealed) => (await sdk.decrypt(introduced, sealed)).plaintext,
    },
  ]
}

async function measure(way: Way, note: Buffer): Promise<Round> {
  const sealed: Buffer[] = []
  const start = performance.now()
  for (let n = 0; n < way.notesPerRound; n++) sealed.push(await way.seal(note))
  const between = performance.now()
  for (const message of sealed) {
    const opened = await way.open(message)
    if (!opened.equals(note)) throw new Error('what was opened is not what was sealed')
  }
  const end = performance.now()
  return {
    seal: ((between - start) / way.notesPerRound) * 1000,
    open: ((end - between) / way.notesPerRound) * 1000,
    addedBytes: (sealed[0]?.length ?? 0) - note.length,
  }
}

function figure(rounds: readonly Round[]): SealFigure {
  return {
    sealMicroseconds: median(rounds.map((round) => round.seal)),
    openMicroseconds: median(rounds.map((round) => round.open)),
    addedBytes: median(rounds.map((round) => round.addedBytes)),
  }
}

function total(round: Round): number {
  return round.seal + round.open
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
