type Pairs = (readonly [string, string])[]

/** Form of `test/vectors/seal/messages.json`. Bytes are base 64. */
export interface SealVectors {
  readonly about: string
  readonly branchKey: { readonly id: string; readonly version: string; readonly key: string }
  /** An item of the key store, without `enc`, and the KMS context under which `enc` is wrapped. */
  readonly keyItem: { readonly item: object; readonly kmsContext: Record<string, string> }
  /** What comes about on the way to opening one message. */
  readonly workings: {
    readonly sealed: string
    readonly context: Pairs
    readonly messageId: string
    readonly encodedContext: string
    readonly dataKey: string
    readonly commitment: string
    readonly contentKey: string
    readonly plaintext: string
  }
  readonly messages: {
    readonly name: string
    readonly by: 'noteseal' | 'aws'
    readonly context: Pairs
    readonly plaintext: string
    readonly sealed: string
  }[]
  readonly refused: RefusedVector[]
  readonly records: {
    readonly name: string
    readonly context: Pairs
    readonly value: unknown
    readonly sealed: string
  }[]
  readonly refusedRecords: RefusedVector[]
}

interface RefusedVector {
  readonly name: string
  readonly reason: string
  readonly context: Pairs
  readonly sealed: string
}
