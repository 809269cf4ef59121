import type { IncomingMessage, ServerResponse } from 'node:http'
import { errors, type Provider } from 'oidc-provider'
import { formBody } from '../http/form-body.ts'
import { sendPage } from '../http/page.ts'
import { type Account, type Accounts, isOneTimeCode } from './accounts.ts'
import type { Attempts } from './attempts.ts'
import { codePage, expiredPage, passwordPage } from './sign-in-pages.ts'

export interface SignInOptions {
  readonly provider: Provider
  readonly accounts: Accounts
  readonly attempts: Attempts
  /** The times by which a one-time code may be right: milliseconds since 1970. */
  readonly clocks: () => readonly number[]
}

const PASSWORD_GOOD_FOR_MS = 5 * 60_000
const WRONG = 'The address or the password is not right.'
const WRONG_CODE = 'The code is not right, or no longer.'

/** Answers `/sign-in/…`: password first, then the one-time code. */
export function signInPages({ provider, accounts, attempts, clocks }: SignInOptions) {
  /** Who has given the right password, by interaction; the browser never holds this. */
  const halfway = new Map<string, { account: Account; until: number }>()

  const halfwayIn = (uid: string): Account | undefined => {
    const found = halfway.get(uid)
    if (found && found.until > performance.now()) return found.account
    halfway.delete(uid)
    return undefined
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const [, , uid = '', step] = (request.url ?? '').split(/[/?]/)
    try {
      // Reads the browser's signed cookie: another browser's sign-in cannot be continued.
      const interaction = await provider.interactionDetails(request, response)
      if (interaction.uid !== uid) return sendPage(response, expiredPage(), 400)
      const account = halfwayIn(uid)
      const known = interaction.session?.accountId
      const hint =
        (known && accounts.bySubject(known)?.email) ??
        String(interaction.params['login_hint'] ?? '')

      if (request.method !== 'POST')
        return sendPage(
          response,
          account ? codePage({ uid }, account.name) : passwordPage({ uid }, hint),
        )

      const form = await formBody(request)
      if (step === 'password') {
        const email = form.get('email') ?? ''
        const refuse = (fault: string, status: number) =>
          sendPage(response, passwordPage({ uid, fault }, email), status)
        const wait = attempts.waitSeconds(email)
        if (wait > 0) return refuse(tooMany(wait), 429)
        const found = await accounts.withPassword(email, form.get('password') ?? '')
        if (!found) {
          attempts.failed(email)
          return refuse(WRONG, 401)
        }
        halfway.set(uid, { account: found, until: performance.now() + PASSWORD_GOOD_FOR_MS })
        return redirect(response, `/sign-in/${uid}`)
      }
      if (!account) return redirect(response, `/sign-in/${uid}`)
      const refuse = (fault: string, status: number) =>
        sendPage(response, codePage({ uid, fault }, account.name), status)
      const wait = attempts.waitSeconds(account.email)
      if (wait > 0) return refuse(tooMany(wait), 429)
      if (!isOneTimeCode(account.totpSecret, form.get('code') ?? '', clocks())) {
        attempts.failed(account.email)
        return refuse(WRONG_CODE, 401)
      }
      attempts.succeeded(account.email)
      halfway.delete(uid)
      const login = { accountId: account.subject, amr: ['pwd', 'otp'] }
      await provider.interactionFinished(request, response, { login })
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound) && !(error instanceof RangeError)) throw error
      sendPage(response, expiredPage(), 400)
    }
  }
}

const tooMany = (seconds: number) =>
  `Too many tries. Wait ${seconds < 60 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`}.`

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location }).end()
}
