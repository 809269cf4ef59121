import { createHash, randomBytes } from 'node:crypto'
import { z } from 'zod'
import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'

/** What signing in from the console takes. */
export interface SignInService {
  readonly url: string
  readonly clientId: string
}

const Tokens = z.object({ access_token: z.string(), expires_in: z.number() })

const PENDING_AT_MOST = 100

/** Signs somebody in as any app would, with password and one-time code, to show them their token. */
export function apiSignIn(service: () => SignInService, consoleUrl: () => string) {
  /** The verifier of each sign-in under way, by its state. */
  const pending = new Map<string, string>()
  const redirectUri = () => `${consoleUrl()}/api/callback`
  return {
    /** Where the browser goes. */
    begin: (): string => {
      const state = randomBytes(16).toString('base64url')
      const verifier = randomBytes(32).toString('base64url')
      pending.set(state, verifier)
      const [oldest] = pending.keys()
      if (pending.size > PENDING_AT_MOST && oldest) pending.delete(oldest)
      const { url, clientId } = service()
      const question = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri(),
        response_type: 'code',
        scope: 'openid email profile',
        state,
        code_challenge_method: 'S256',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      })
      return `${url}/auth?${question}`
    },
    /** @param answer what the sign-in service sent back: anybody may have written it */
    finish: async (answer: URLSearchParams, api: string): Promise<Page> => {
      const state = answer.get('state') ?? ''
      const verifier = pending.get(state)
      pending.delete(state)
      if (!verifier) return failedPage
      const { url, clientId } = service()
      const response = await fetch(`${url}/token`, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'authorization_code',
          client_id: clientId,
          redirect_uri: redirectUri(),
          code: answer.get('code') ?? '',
          code_verifier: verifier,
        }),
      })
      const tokens = Tokens.safeParse(await response.json())
      return tokens.success ? tokenPage(tokens.data, api) : failedPage
    },
  }
}

function tokenPage({ access_token, expires_in }: z.infer<typeof Tokens>, api: string): Page {
  return {
    title: 'Your token',
    current: '/api',
    main: html`<h1>Your access token</h1>
<p>It is good for ${Math.round(expires_in / 60)} minutes. For signing a note it must tell of a fresh
sign-in, too.</p>
<pre tabindex="0">TOKEN=${access_token}
curl -H "authorization: Bearer $TOKEN" ${api}/v1/me</pre>
<p><a href="/api">Back to the API</a></p>`,
  }
}

const failedPage: Page = {
  title: 'Sign-in failed',
  current: '/api',
  main: html`<h1>That did not work</h1><p><a href="/api/sign-in">Sign in again</a></p>`,
}
