import { createHash, randomBytes } from 'node:crypto'
import * as OTPAuth from 'otpauth'
import { CookieJar } from './cookie-jar.ts'

export interface Person {
  readonly email: string
  readonly password: string
  /** Base 32. */
  readonly totpSecret: string
}

export interface SignIn {
  readonly issuerUrl: string
  readonly clientId: string
  readonly redirectUri: string
}

/**
 * Signs in as a person would: authorization code with PKCE, password, one-time code, through the
 * issuer's own pages.
 *
 * @throws Error that names what the issuer answered instead
 * @returns an access token and the seconds it is good for
 */
export async function signIn(
  person: Person,
  { issuerUrl, clientId, redirectUri }: SignIn,
): Promise<{ accessToken: string; expiresInSeconds: number }> {
  const issuer = await discover(issuerUrl)
  const verifier = randomBytes(32).toString('base64url')
  const start = new URL(issuer.authorization_endpoint)
  start.search = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: 'openid email',
    state: randomBytes(8).toString('base64url'),
    prompt: 'login',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }).toString()

  const code = await visit(start, redirectUri, person)
  const answer = await fetch(issuer.token_endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      client_id: clientId,
      code_verifier: verifier,
    }),
  })
  const token = (await answer.json()) as {
    access_token?: string
    expires_in?: number
    error?: string
  }
  if (!token.access_token) throw new Error(`sign-in refused: ${token.error ?? answer.status}`)
  return { accessToken: token.access_token, expiresInSeconds: token.expires_in ?? 0 }
}

/** Follows redirects and fills in forms until the issuer sends the code back. */
async function visit(start: URL, redirectUri: string, person: Person): Promise<string> {
  const jar = new CookieJar()
  let url = start
  let form: URLSearchParams | undefined
  for (let hops = 0; hops < 20; hops++) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      ...(form && { body: form }),
      headers: { cookie: jar.header(), accept: 'text/html' },
      redirect: 'manual',
    })
    jar.keep(response)
    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url)
      form = undefined
      await response.body?.cancel()
      if (url.href.startsWith(redirectUri)) return codeOf(url)
      continue
    }
    const page = await response.text()
    if (!response.ok && !page.includes('<form'))
      throw new Error(`sign-in answered ${response.status}`)
    ;({ url, form } = fillIn(page, url, person))
  }
  throw new Error('sign-in went in circles: were password and one-time code right?')
}

function codeOf(url: URL): string {
  const code = url.searchParams.get('code')
  if (!code) throw new Error(`sign-in refused: ${url.searchParams.get('error') ?? 'no code'}`)
  return code
}

/** The first form of a page, with this person's answers in the fields it has. */
function fillIn(page: string, at: URL, person: Person) {
  const [, attributes = '', inner = ''] = /<form\b([^>]*)>(.*?)<\/form>/s.exec(page) ?? []
  if (inner === '') throw new Error('sign-in showed a page without a form')
  const form = new URLSearchParams()
  for (const [, input = ''] of inner.matchAll(/<input\b([^>]*)>/g)) {
    const name = attribute(input, 'name')
    if (name) form.set(name, answer(name, person) ?? attribute(input, 'value') ?? '')
  }
  return { url: new URL(attribute(attributes, 'action') ?? at.href, at), form }
}

function answer(name: string, person: Person): string | undefined {
  if (name === 'email' || name === 'username' || name === 'login') return person.email
  if (name === 'password') return person.password
  if (name === 'code' || name === 'otp' || name === 'totp') return oneTimeCode(person.totpSecret)
  return undefined
}

export function oneTimeCode(secret: string): string {
  return new OTPAuth.TOTP({ secret: OTPAuth.Secret.fromBase32(secret) }).generate()
}

const attribute = (text: string, name: string) =>
  new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&')

interface Discovery {
  readonly authorization_endpoint: string
  readonly token_endpoint: string
}

async function discover(issuerUrl: string): Promise<Discovery> {
  const response = await fetch(`${issuerUrl.replace(/\/$/, '')}/.well-known/openid-configuration`)
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`)
  return (await response.json()) as Discovery
}
