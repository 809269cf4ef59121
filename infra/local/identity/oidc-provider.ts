import { type Configuration, errors, interactionPolicy, type JWK, Provider } from 'oidc-provider'
import { html } from '../http/html.ts'
import { document } from '../http/page.ts'
import type { Journal } from '../state/journal.ts'
import type { Accounts } from './accounts.ts'
import { oidcAdapter, type Stored } from './oidc-adapter.ts'

/** `AWS::Cognito::UserPoolClient`, as far as signing in goes. */
export interface AppClient {
  readonly clientId: string
  readonly redirectUris: readonly string[]
  readonly logoutUris: readonly string[]
  readonly accessTokenSeconds: number
  readonly idTokenSeconds: number
  readonly refreshTokenSeconds: number
}

export interface ProviderOptions {
  readonly issuer: string
  readonly clients: readonly AppClient[]
  readonly accounts: Accounts
  readonly signingKey: JWK
  readonly cookieKeys: readonly string[]
  readonly stored: Journal<Stored>
}

/** What access tokens are for. The gateway looks at `client_id`, as with a Cognito token. */
const API = 'urn:noteseal:api'
const SCOPES = ['openid', 'email', 'profile', 'offline_access']
const HOUR = 3_600

/**
 * An OpenID provider in the place of the user pool: authorization code with PKCE for public clients,
 * RS256 access tokens that carry when and how the person signed in.
 */
export function oidcProvider(options: ProviderOptions): Provider {
  const { accounts, clients } = options
  const lifetimeOf = (id: string | undefined) => clients.find(({ clientId }) => clientId === id)
  const policy = interactionPolicy.base()
  // Its own people use its own app: there is nothing to consent to.
  policy.remove('consent')

  const configuration: Configuration = {
    adapter: oidcAdapter(options.stored),
    clients: clients.map(({ clientId, redirectUris, logoutUris }) => ({
      client_id: clientId,
      // Lets an app on this machine listen on any port.
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      redirect_uris: [...redirectUris],
      post_logout_redirect_uris: [...logoutUris],
    })),
    clientBasedCORS: () => true,
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    conformIdTokenClaims: false,
    cookies: { keys: [...options.cookieKeys] },
    expiresWithSession: () => false,
    extraTokenClaims: (ctx, token) => {
      const source = ctx.oidc.entities.AuthorizationCode ?? ctx.oidc.entities.RefreshToken
      if (token.kind !== 'AccessToken' || !source) return undefined
      return {
        amr: source.amr,
        auth_time: source.authTime,
        token_use: 'access',
        username: source.accountId,
      }
    },
    features: {
      devInteractions: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => API,
        useGrantedResource: () => true,
        getResourceServerInfo: (_ctx, resource, client) => {
          if (resource !== API) throw new errors.InvalidTarget()
          return {
            scope: SCOPES.join(' '),
            audience: client.clientId,
            accessTokenTTL: lifetimeOf(client.clientId)?.accessTokenSeconds ?? HOUR,
            accessTokenFormat: 'jwt',
            jwt: { sign: { alg: 'RS256' } },
          }
        },
      },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
      userinfo: { enabled: true },
    },
    findAccount: (_ctx, subject) => {
      const account = accounts.bySubject(subject)
      if (!account) return undefined
      const { email, name } = account
      return {
        accountId: subject,
        claims: () => ({ sub: subject, email, email_verified: true, name }),
      }
    },
    interactions: { policy, url: (_ctx, { uid }) => `/sign-in/${uid}` },
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    jwks: { keys: [options.signingKey] },
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc
      if (!client || !session?.accountId) return undefined
      const known = session.grantIdFor(client.clientId)
      const existing = known && (await provider.Grant.find(known))
      if (existing) return existing
      const { clientId } = client
      const grant = new provider.Grant({ accountId: session.accountId, clientId })
      grant.addOIDCScope(SCOPES.join(' '))
      grant.addResourceScope(API, SCOPES.join(' '))
      await grant.save()
      return grant
    },
    pkce: { required: () => true },
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html'
      ctx.body = document({
        title: 'Sign-in failed',
        main: html`<h1>This sign-in cannot go on</h1>
<p>${error_description ?? error}</p>
<p>Go back to the app and begin again.</p>`,
      }).text
    },
    responseTypes: ['code'],
    scopes: SCOPES,
    ttl: {
      AccessToken: (_ctx, _token, client) =>
        lifetimeOf(client.clientId)?.accessTokenSeconds ?? HOUR,
      AuthorizationCode: 60,
      Grant: 30 * 24 * HOUR,
      IdToken: (_ctx, _token, client) => lifetimeOf(client.clientId)?.idTokenSeconds ?? HOUR,
      Interaction: HOUR,
      RefreshToken: (_ctx, _token, client) =>
        lifetimeOf(client.clientId)?.refreshTokenSeconds ?? 12 * HOUR,
      Session: HOUR,
    },
  }
  const provider = new Provider(options.issuer, configuration)
  return provider
}
