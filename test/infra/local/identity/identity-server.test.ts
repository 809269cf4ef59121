import { decodeJwt, jwtVerify } from 'jose'
import { describe, expect, it, onTestFinished } from 'vitest'
import { oneTimeCode } from '../../../../infra/local/identity/accounts.ts'
import { startIdentity } from '../../../../infra/local/identity/identity-server.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import {
  type AppRequest,
  backToApp,
  beginSignIn,
  browser,
  exchange,
  locationOf,
  signIn,
} from './browser.ts'

const SECRET = 'JBSWY3DPEHPK3PXP'
const ada = {
  subject: 'sub-ada',
  email: 'ada@practice.example',
  name: 'Ada Example',
  password: 'correct horse battery',
  totpSecret: SECRET,
}
const now = () => Date.now()
const credentials = { ...ada, oneTimeCode: () => oneTimeCode(SECRET, now()) }

async function identity(dir = temporaryFolder(), realNow = now) {
  const server = await startIdentity({
    dir,
    port: undefined,
    clients: [
      {
        clientId: 'noteseal',
        redirectUris: ['http://127.0.0.1/callback'],
        logoutUris: [],
        accessTokenSeconds: 900,
        idTokenSeconds: 900,
        refreshTokenSeconds: 3600,
      },
    ],
    realNow,
  })
  let open = true
  const close = async () => {
    if (open) await server.close()
    open = false
  }
  onTestFinished(close)
  if (!server.accounts.bySubject(ada.subject)) await server.accounts.add(ada)
  const app: AppRequest = {
    issuerUrl: server.url,
    clientId: 'noteseal',
    redirectUri: 'http://127.0.0.1:50123/callback',
  }
  return { server, app, close, dir }
}

describe('signing in', () => {
  it('gives an access token that says who, how and when, for fifteen minutes', async () => {
    const { server, app } = await identity()
    const { access_token } = await signIn(browser(), app, credentials)
    const { payload, protectedHeader } = await jwtVerify(access_token, server.keys, {
      issuer: server.issuer,
    })
    expect(protectedHeader.alg).toBe('RS256')
    expect(payload).toMatchObject({
      sub: 'sub-ada',
      aud: 'noteseal',
      client_id: 'noteseal',
      token_use: 'access',
      amr: ['pwd', 'otp'],
      auth_time: expect.any(Number),
    })
    expect(Number(payload.exp) - Number(payload.iat)).toBe(900)
  })

  it('is described where OpenID says, under the issuer that tokens name', async () => {
    const { server } = await identity()
    const answer = await fetch(`${server.url}/.well-known/openid-configuration`)
    expect(await answer.json()).toMatchObject({
      issuer: server.issuer,
      token_endpoint: `${server.url}/token`,
      code_challenge_methods_supported: ['S256'],
    })
  })

  it('asks nothing of somebody who signed in a moment ago', async () => {
    const { app } = await identity()
    const visit = browser()
    await signIn(visit, app, credentials)
    const { location, verifier } = await beginSignIn(visit, app)
    expect(location.href).toContain('http://127.0.0.1:50123/callback')
    const tokens = await exchange(app, location.searchParams.get('code') ?? '', verifier)
    expect(tokens.status).toBe(200)
  })

  it.each([{ prompt: 'login' }, { maxAge: 0 }])(
    'asks again for %o, and the new token has a new time',
    async (wish) => {
      const { app } = await identity()
      const visit = browser()
      const first = await signIn(visit, app, credentials)
      await expect
        .poll(() => Math.floor(now() / 1000), { timeout: 3_000 })
        .toBeGreaterThan(Number(decodeJwt(first.access_token)['auth_time']))
      const second = await signIn(visit, { ...app, ...wish }, credentials)
      const authTimeOf = (token: string) => Number(decodeJwt(token)['auth_time'])
      expect(authTimeOf(second.access_token)).toBeGreaterThan(authTimeOf(first.access_token))
    },
  )

  it('keeps the time of the sign-in when a token is refreshed', async () => {
    const { app } = await identity()
    const first = await signIn(browser(), app, credentials)
    const refreshed = await fetch(`${app.issuerUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: app.clientId,
        refresh_token: first.refresh_token,
      }),
    })
    const { access_token } = await refreshed.json()
    expect(decodeJwt(access_token)).toMatchObject({
      auth_time: decodeJwt(first.access_token)['auth_time'],
      amr: ['pwd', 'otp'],
    })
  })

  it('stays good when the process is started again', async () => {
    const first = await identity()
    const visit = browser()
    const { access_token, refresh_token } = await signIn(visit, first.app, credentials)
    await first.close()

    const again = await identity(first.dir)
    expect(again.server.issuer).toBe(first.server.issuer)
    await jwtVerify(access_token, again.server.keys, { issuer: first.server.issuer })
    const refreshed = await fetch(`${again.app.issuerUrl}/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: 'noteseal',
        refresh_token,
      }),
    })
    expect(refreshed.status).toBe(200)
  })

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an address nobody has', { email: 'nobody@practice.example' }],
  ])('refuses %s in the same words', async (_, wrong) => {
    const { app } = await identity()
    const visit = browser()
    const { location } = await beginSignIn(visit, app)
    const form = { email: ada.email, password: ada.password, ...wrong }
    const answer = await visit(`${location.href}/password`, form)
    expect(answer.status).toBe(401)
    expect(await answer.text()).toContain('The address or the password is not right.')
  })

  it('refuses a wrong one-time code, and a right one without the password', async () => {
    const { app } = await identity()
    const visit = browser()
    const { location } = await beginSignIn(visit, app)
    const early = await visit(`${location.href}/code`, { code: credentials.oneTimeCode() })
    expect(locationOf(early, app.issuerUrl).href).toBe(location.href)

    await visit(`${location.href}/password`, { email: ada.email, password: ada.password })
    const wrong = await visit(`${location.href}/code`, { code: '000000' })
    expect(wrong.status).toBe(401)
    const right = await visit(`${location.href}/code`, { code: credentials.oneTimeCode() })
    expect(await backToApp(visit, right, app)).not.toBe('')
  })

  it('makes whoever keeps guessing wait, even with the right password', async () => {
    const time = { real: now() }
    const { app } = await identity(temporaryFolder(), () => time.real)
    const visit = browser()
    const { location } = await beginSignIn(visit, app)
    const attempt = (password: string) =>
      visit(`${location.href}/password`, { email: ada.email, password })
    for (let i = 0; i < 5; i++) expect((await attempt('wrong')).status).toBe(401)
    expect((await attempt(ada.password)).status).toBe(429)
    time.real += 16_000
    expect((await attempt(ada.password)).status).toBe(303)
  })

  it('does not let another browser go on with somebody’s sign-in', async () => {
    const { app } = await identity()
    const { location } = await beginSignIn(browser(), app)
    const answer = await browser()(location.href)
    expect(answer.status).toBe(400)
  })

  it('sends nobody to an address that is not the app’s', async () => {
    const { app } = await identity()
    const stranger = { ...app, redirectUri: 'https://evil.example/callback' }
    const response = await browser()(
      `${app.issuerUrl}/auth?${new URLSearchParams({
        client_id: stranger.clientId,
        redirect_uri: stranger.redirectUri,
        response_type: 'code',
        scope: 'openid',
      })}`,
    )
    expect(response.status).toBe(400)
    expect(response.headers.get('location')).toBeNull()
  })

  it('wants a code to be redeemed by whoever asked for it', async () => {
    const { app } = await identity()
    const visit = browser()
    await signIn(visit, app, credentials)
    const { location } = await beginSignIn(visit, app)
    const stolen = await exchange(app, location.searchParams.get('code') ?? '', 'x'.repeat(43))
    expect(stolen.status).toBe(400)
  })

  it('escapes what somebody typed', async () => {
    const { app } = await identity()
    const visit = browser()
    const { location } = await beginSignIn(visit, app)
    const email = '"><script>alert(1)</script>'
    const answer = await visit(`${location.href}/password`, { email, password: 'x' })
    expect(await answer.text()).not.toContain('<script>alert')
  })
})
