export type StageName = 'local' | 'dev' | 'prod'

/** Everything in which one deployment differs from another. */
export interface Stage {
  readonly name: StageName
  readonly region: string
  /** Absent: the templates suit any account, and deploying takes the caller's. */
  readonly account?: string
  /** Name in the certificate that seals documents. At most 64 characters. */
  readonly practice: string
  /**
   * PEM: the certificate that an authority issued for the document key, after it each that issued the
   * one before. Absent: the key signs a certificate of its own.
   */
  readonly sealingChain?: string
  /** Of a service that time-stamps seals (RFC 3161), over https. Absent: seals name no time-stamp, and keep no revocation lists. */
  readonly timestampUrl?: string
  /** When the certificate that is made at the first deployment is good from, and for how long. */
  readonly certificate: { readonly from: string; readonly years: number }
  /** Where people sign in and read: links in mails, sign-in callback, CORS. Without a last slash. */
  readonly appUrl: string
  readonly mail: { readonly domain: string; readonly from: string }
  /** An OpenID provider of the practice's own. Absent: a Cognito user pool is made. */
  readonly issuer?: Issuer
  /** Who hears the alarms. Absent: a topic nobody has subscribed to. */
  readonly alarmsTo?: string
  /** Tables that a restore made, in the place of the stack's own: docs/runbook.md. */
  readonly restored?: RestoredTables
  /** Data is retained and protected when its stack goes. */
  readonly lasting: boolean
  /** A retention period that CloudWatch Logs knows. */
  readonly logDays: number
  /** Environments kept for each function. Absent where the account's quota still is the 10 of new ones. */
  readonly reservedConcurrency?: number
  readonly ledgerLock: { readonly mode: 'compliance' | 'governance'; readonly days: number }
  /** Locks the backup vault for good, three days after the first deployment. */
  readonly vaultLocked: boolean
}

/** Restored to one second, all of them: none of the stack's own fits to them any more. */
export interface RestoredTables {
  readonly names: Readonly<Record<TableName, string>>
  /** ARN of the stream that was switched on for the restored records. */
  readonly recordsStream: string
}

export type TableName =
  | 'Records'
  | 'Ledger'
  | 'Keys'
  | 'Directory'
  | 'Access'
  | 'Process'
  | 'ProcessKeys'
  | 'ProcessAccess'

export interface Issuer {
  readonly url: string
  /** What `aud`, or `client_id` where there is none, may say in an access token. */
  readonly audience: readonly string[]
  /** As printed beside a signature: `password and one-time code`. */
  readonly signInMethod: string
}

const local: Stage = {
  name: 'local',
  region: 'us-east-2',
  account: '000000000000',
  practice: 'Local practice',
  // A demo practice has a past, and its records are kept and destroyed in a future.
  certificate: { from: '2012-01-01', years: 30 },
  appUrl: 'http://app.noteseal.localhost',
  mail: { domain: 'noteseal.example', from: 'digest@noteseal.example' },
  // The local cloud puts its own OpenID provider in this one's place.
  issuer: {
    url: 'http://identity.noteseal.localhost',
    audience: ['noteseal'],
    signInMethod: 'password and one-time code',
  },
  lasting: false,
  logDays: 14,
  ledgerLock: { mode: 'governance', days: 1 },
  vaultLocked: false,
}

const dev: Stage = {
  name: 'dev',
  region: 'us-east-2',
  practice: 'Practice (trial)',
  certificate: { from: '2026-01-01', years: 10 },
  appUrl: 'http://localhost:5173',
  mail: { domain: 'dev.practice.example', from: 'digest@dev.practice.example' },
  lasting: false,
  logDays: 14,
  ledgerLock: { mode: 'governance', days: 1 },
  vaultLocked: false,
}

const prod: Stage = {
  name: 'prod',
  region: 'us-east-2',
  practice: 'Practice',
  certificate: { from: '2026-01-01', years: 10 },
  appUrl: 'https://notes.practice.example',
  mail: { domain: 'practice.example', from: 'digest@practice.example' },
  alarmsTo: 'alarms@practice.example',
  lasting: true,
  logDays: 2192,
  reservedConcurrency: 20,
  ledgerLock: { mode: 'compliance', days: 3653 },
  vaultLocked: true,
}

const stages: Readonly<Record<StageName, Stage>> = { local, dev, prod }

/** @throws Error naming the stages there are */
export function stageNamed(name: string): Stage {
  const found = Object.values(stages).find((stage) => stage.name === name)
  if (!found) throw new Error(`No stage '${name}': one of ${Object.keys(stages).join(', ')}`)
  return found
}
