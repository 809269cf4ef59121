import type { Wire } from './wire.ts'

export interface CloudOptions {
  /** Where all state lives. */
  readonly dir: string
  /** The synthesized CDK app: `cdk.out`. */
  readonly assembly: string
  /** API, sign-in and console take `base`, `base + 1` and `base + 2`. Any free ports by default. */
  readonly ports?: { readonly base?: number }
  /** The services answer no sooner than this, as the real ones would not. 0 by default. */
  readonly latencyMs?: number
  readonly log?: (line: string) => void
}

export interface NewAccount {
  readonly subject: string
  readonly email: string
  readonly name: string
  readonly password: string
  /** Base 32, as an authenticator app takes it. */
  readonly totpSecret: string
}

/** The practice's cloud on one machine. */
export interface Cloud {
  readonly apiUrl: string
  readonly issuerUrl: string
  readonly consoleUrl: string
  readonly clock: { now(): number; advance(milliseconds: number): Promise<void> }
  readonly accounts: { add(account: NewAccount): Promise<void> }
  /** Invokes a function as the deployer would. @throws FunctionFailed */
  invoke(functionName: string, event: unknown): Promise<unknown>
  readonly wire: Wire
  /** Streams drained, nothing scheduled or invoked under way. */
  idle(): Promise<void>
  readonly functions: readonly string[]
  close(): Promise<void>
}

export async function startCloud(_options: CloudOptions): Promise<Cloud> {
  throw new Error('The local cloud is not built yet')
}
