import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto'
import { Secret, TOTP } from 'otpauth'
import type { Journal } from '../state/journal.ts'

/** Somebody who can sign in. */
export interface Account {
  readonly subject: string
  readonly email: string
  readonly name: string
  /** Base 32. */
  readonly totpSecret: string
  readonly salt: string
  readonly passwordHash: string
}

export interface Accounts {
  add(account: Omit<Account, 'salt' | 'passwordHash'> & { password: string }): Promise<void>
  bySubject(subject: string): Account | undefined
  list(): Account[]
  /** Takes as long for an address that nobody has. */
  withPassword(email: string, password: string): Promise<Account | undefined>
}

/** OWASP's setting for scrypt; about 60 ms. */
const COST: ScryptOptions = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 }

export function openAccounts(kept: Journal<Account>): Accounts {
  const byEmail = (email: string) =>
    [...kept.entries()].map(([, account]) => account).find((each) => each.email === normal(email))
  return {
    add: async ({ subject, email, name, totpSecret, password }) => {
      const other = byEmail(email)
      if (other && other.subject !== subject) throw new Error('This address has an account')
      const salt = randomBytes(16).toString('base64')
      const passwordHash = (await derive(password, salt)).toString('base64')
      const account = { subject, email: normal(email), name, totpSecret, salt, passwordHash }
      kept.set(subject, account)
    },
    bySubject: (subject) => kept.get(subject),
    list: () => [...kept.entries()].map(([, account]) => account),
    withPassword: async (email, password) => {
      const account = byEmail(email)
      const derived = await derive(password, account?.salt ?? 'nobody')
      if (!account) return undefined
      return timingSafeEqual(derived, Buffer.from(account.passwordHash, 'base64'))
        ? account
        : undefined
    },
  }
}

const normal = (email: string) => email.trim().toLowerCase()

function derive(password: string, salt: string): Promise<Buffer> {
  return new Promise((done, failed) => {
    scrypt(password.normalize('NFKC'), salt, 32, COST, (error, key) =>
      error ? failed(error) : done(key),
    )
  })
}

export const CODE_PERIOD_SECONDS = 30

const codes = (secret: string) => new TOTP({ secret: Secret.fromBase32(secret), digits: 6 })

/** @param at milliseconds since 1970 */
export function oneTimeCode(secret: string, at: number): string {
  return codes(secret).generate({ timestamp: at })
}

/**
 * Whether a code is right now, give or take one period, by any of the given clocks: an
 * authenticator app on a phone follows the real one, however far the cloud's was moved.
 */
export function isOneTimeCode(secret: string, code: string, clocks: readonly number[]): boolean {
  const token = code.replaceAll(/\s/g, '')
  if (!/^\d{6}$/.test(token)) return false
  return clocks.some(
    (timestamp) => codes(secret).validate({ token, timestamp, window: 1 }) !== null,
  )
}
