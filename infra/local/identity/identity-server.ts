import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createLocalJWKSet, importJWK, type JWTVerifyGetKey, SignJWT } from 'jose'
import { html } from '../http/html.ts'
import { type LocalServer, listen } from '../http/listen.ts'
import { sendPage } from '../http/page.ts'
import { openJournal } from '../state/journal.ts'
import { readJson, writeJson } from '../state/json-file.ts'
import { type Account, type Accounts, openAccounts } from './accounts.ts'
import { type Failures, openAttempts } from './attempts.ts'
import type { Stored } from './oidc-adapter.ts'
import { type AppClient, oidcProvider } from './oidc-provider.ts'
import { signInPages } from './sign-in.ts'
import { signingKey } from './signing-key.ts'

export interface Identity extends LocalServer {
  /**
   * What tokens name as their issuer. It is settled at the first start: members are known by it,
   * so it stays when the port changes.
   */
  readonly issuer: string
  readonly accounts: Accounts
  /** For checking tokens without a request. */
  readonly keys: JWTVerifyGetKey
  /** A token such as signing in brings, for whoever runs this cloud. */
  token(subject: string, app: AppClient): Promise<string>
}

export interface IdentityOptions {
  readonly dir: string
  readonly port: number | undefined
  /** Made once the port is known. */
  readonly clients: readonly AppClient[]
  readonly realNow: () => number
}

/** @throws PortTaken */
export async function startIdentity(options: IdentityOptions): Promise<Identity> {
  const { dir, realNow } = options
  const jwk = await signingKey(join(dir, 'signing-key.json'))
  const kept = openJournal<Account>(join(dir, 'accounts.journal'))
  const failures = openJournal<Failures>(join(dir, 'attempts.journal'))
  const stored = openJournal<Stored>(join(dir, 'sign-in.journal'))
  const accounts = openAccounts(kept)

  const server = createServer()
  const listening = await listen(server, options.port)
  const issuer = settled(join(dir, 'issuer.json'), listening.url)
  const provider = oidcProvider({
    issuer,
    clients: options.clients,
    accounts,
    signingKey: jwk,
    cookieKeys: [settled(join(dir, 'cookie-key.json'), randomBytes(32).toString('base64'))],
    stored,
  })
  const signIn = signInPages({
    provider,
    accounts,
    attempts: openAttempts(failures, realNow),
    clocks: () => [realNow(), Date.now()],
  })
  const answer = provider.callback()
  server.on('request', async (request, response) => {
    try {
      if (request.url === '/') sendPage(response, welcome)
      else if (request.url?.startsWith('/sign-in/')) await signIn(request, response)
      else await answer(request, response)
    } catch {
      if (!response.headersSent) response.writeHead(500)
      response.end()
    }
  })
  const { d: _d, p: _p, q: _q, dp: _dp, dq: _dq, qi: _qi, ...publicKey } = jwk
  return {
    ...listening,
    issuer,
    accounts,
    keys: createLocalJWKSet({ keys: [publicKey] }),
    token: async (subject, { clientId, accessTokenSeconds }) => {
      const now = Math.floor(Date.now() / 1000)
      return new SignJWT({
        client_id: clientId,
        auth_time: now,
        amr: ['pwd', 'otp'],
        scope: 'openid',
        token_use: 'access',
        username: subject,
      })
        .setProtectedHeader({ alg: 'RS256', kid: String(jwk.kid), typ: 'at+jwt' })
        .setIssuer(issuer)
        .setSubject(subject)
        .setAudience(clientId)
        .setIssuedAt(now)
        .setExpirationTime(now + accessTokenSeconds)
        .sign(await importJWK(jwk, 'RS256'))
    },
    close: async () => {
      await listening.close()
      for (const journal of [kept, failures, stored]) journal.close()
    },
  }
}

const welcome = {
  title: 'Sign-in',
  main: html`<h1>Sign-in</h1>
<p>This is where the practice’s people sign in. An app brings you here; there is nothing to do yet.</p>
<p><a href="/.well-known/openid-configuration">What it offers to apps</a></p>`,
}

/** What the file holds, or the given text from now on. */
function settled(file: string, text: string): string {
  const kept = readJson(file)
  if (typeof kept === 'string') return kept
  writeJson(file, text)
  return text
}
