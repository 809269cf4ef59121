import { createHash, randomBytes } from 'node:crypto'
import { expect } from 'vitest'

/** As much of a browser as signing in takes: it keeps cookies and follows redirects when told. */
export function browser() {
  const cookies = new Map<string, string>()
  return async (url: string, form?: Record<string, string>): Promise<Response> => {
    const response = await fetch(url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      if (value) cookies.set(name, value)
      else cookies.delete(name)
    }
    return response
  }
}

export type Browser = ReturnType<typeof browser>

export interface AppRequest {
  readonly issuerUrl: string
  readonly clientId: string
  readonly redirectUri: string
  readonly prompt?: string
  readonly maxAge?: number
}

/** Goes where an app would send somebody to sign in. */
export async function beginSignIn(visit: Browser, app: AppRequest) {
  const verifier = randomBytes(32).toString('base64url')
  const question = new URLSearchParams({
    client_id: app.clientId,
    redirect_uri: app.redirectUri,
    response_type: 'code',
    scope: 'openid email profile',
    state: 'some-state',
    code_challenge_method: 'S256',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    ...(app.prompt && { prompt: app.prompt }),
    ...(app.maxAge !== undefined && { max_age: String(app.maxAge) }),
  })
  const response = await visit(`${app.issuerUrl}/auth?${question}`)
  return { verifier, location: locationOf(response, app.issuerUrl) }
}

export const locationOf = (response: Response, base: string) =>
  new URL(response.headers.get('location') ?? '', base)

/** Follows redirects until the app is reached. @returns the code for the token endpoint */
export async function backToApp(visit: Browser, from: Response, app: AppRequest): Promise<string> {
  let response = from
  for (let i = 0; i < 5; i++) {
    const location = locationOf(response, app.issuerUrl)
    if (location.href.startsWith(app.redirectUri)) {
      expect(location.searchParams.get('state')).toBe('some-state')
      return location.searchParams.get('code') ?? ''
    }
    response = await visit(location.href)
  }
  throw new Error('The app was never reached')
}

export async function exchange(app: AppRequest, code: string, verifier: string): Promise<Response> {
  return fetch(`${app.issuerUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.clientId,
      redirect_uri: app.redirectUri,
      code,
      code_verifier: verifier,
    }),
  })
}

/** The whole of it. @param oneTimeCode asked for when its page has come */
export async function signIn(
  visit: Browser,
  app: AppRequest,
  who: { readonly email: string; readonly password: string; readonly oneTimeCode: () => string },
): Promise<{ access_token: string; id_token: string; refresh_token: string }> {
  const { verifier, location } = await beginSignIn(visit, app)
  const { email, password } = who
  const code = await visit(`${location.href}/password`, { email, password })
  expect(code.status).toBe(303)
  const done = await visit(`${location.href}/code`, { code: who.oneTimeCode() })
  const tokens = await exchange(app, await backToApp(visit, done, app), verifier)
  expect(tokens.status).toBe(200)
  return tokens.json()
}
