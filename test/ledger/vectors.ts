import type { ChainExport } from '../../shared/ledger/chain-export.ts'
import type { Event, Head } from '../../shared/ledger/event.ts'
import type { Statement } from '../../shared/ledger/statement.ts'
import type { Break, OpenedRecord } from '../../shared/ledger/verify-chain.ts'

/** Form of `test/vectors/ledger/chains.json`. */
export interface LedgerVectors {
  readonly about: string
  readonly canonical: { readonly name: string; readonly value: unknown; readonly text: string }[]
  readonly commitment: {
    readonly nonce: string
    readonly value: unknown
    readonly commitment: string
  }
  readonly event: { readonly event: Event; readonly text: string; readonly hash: string }
  readonly statement: {
    readonly statement: Statement
    readonly text: string
    readonly sha256: string
    readonly signature: string
  }
  /** SPKI DER in base 64. */
  readonly publicKeys: Record<string, string>
  readonly whole: ChainExport
  readonly opened: OpenedRecord[]
  /** Chains that somebody tampered with, to be held against what is known of the whole one. */
  readonly broken: {
    readonly name: string
    readonly head: Head
    readonly earlierHeads?: Head[]
    readonly events: unknown[]
    readonly opened?: OpenedRecord[]
    readonly breaks: Break[]
  }[]
}
