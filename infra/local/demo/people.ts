import { randomBytes } from 'node:crypto'
import * as OTPAuth from 'otpauth'
import type { Cloud } from '../cloud.ts'
import { Api } from './http/api.ts'
import { type Person, signIn } from './http/sign-in.ts'
import type { Steps } from './steps.ts'

/** Somebody of the demonstration, by the key that the caseload calls them. */
export interface NewPerson {
  readonly key: string
  readonly name: string
  readonly email: string
}

interface Known extends Person {
  readonly subject: string
  token?: { readonly text: string; readonly until: number }
}

/** A token is used for this long: shorter than it is good for, and than a sign-in counts as fresh. */
const USED_FOR_MS = 12 * 60_000

/** The accounts of a demonstration, and each person's view of the API. */
export class People {
  readonly #cloud: Cloud
  readonly #steps: Steps
  readonly #how: 'through the pages' | 'without pages'
  readonly #known = new Map<string, Known>()

  /** @param how without pages, tokens come from the cloud itself: for founding a practice's past */
  constructor(cloud: Cloud, steps: Steps, how: 'through the pages' | 'without pages') {
    this.#cloud = cloud
    this.#steps = steps
    this.#how = how
  }

  /** @returns the subject that the issuer will call this person */
  async add({ key, name, email }: NewPerson, password = newPassword()): Promise<string> {
    const totpSecret = new OTPAuth.Secret({ size: 20 }).base32
    const subject = `demo-${key}-${randomBytes(6).toString('hex')}`
    await this.#cloud.accounts.add({ subject, email, name, password, totpSecret })
    this.#known.set(key, { subject, email, password, totpSecret })
    return subject
  }

  /** The API as this person sees it, signed in anew whenever the last sign-in is too old. */
  as(key: string): Api {
    const person = this.#known.get(key)
    if (!person) throw new Error(`nobody is called ${key}`)
    return new Api(this.#cloud.apiUrl, async () => {
      const now = this.#cloud.clock.now()
      if (!person.token || person.token.until <= now)
        person.token = { text: await this.#tokenFor(key, person), until: now + USED_FOR_MS }
      return person.token.text
    })
  }

  /** Signs in now, so that the step that follows is only itself. */
  async ready(key: string): Promise<Api> {
    const person = this.#known.get(key)
    const api = this.as(key)
    const now = this.#cloud.clock.now()
    if (person && (!person.token || person.token.until <= now))
      person.token = { text: await this.#tokenFor(key, person), until: now + USED_FOR_MS }
    return api
  }

  #tokenFor(key: string, person: Known): Promise<string> {
    if (this.#how === 'without pages') return this.#cloud.accounts.token(person.subject)
    return this.#steps.take('sign-in', `${key} with password and one-time code`, async () => {
      const { accessToken } = await signIn(person, {
        issuerUrl: this.#cloud.issuerUrl,
        clientId: this.#cloud.clientId,
        redirectUri: 'http://127.0.0.1/callback',
      })
      return accessToken
    })
  }
}

const newPassword = () => `${randomBytes(9).toString('base64url')}-Aa1`
