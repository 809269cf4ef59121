import { z } from 'zod'
import type { AppClient } from '../identity/oidc-provider.ts'
import type { Estate } from '../template/estate.ts'
import { audiencesOf } from './http-api.ts'

const Client = z.object({
  CallbackURLs: z.array(z.string()).default([]),
  LogoutURLs: z.array(z.string()).default([]),
  AccessTokenValidity: z.number().default(1),
  IdTokenValidity: z.number().default(1),
  RefreshTokenValidity: z.number().default(30),
  TokenValidityUnits: z
    .object({
      AccessToken: z.string().default('hours'),
      IdToken: z.string().default('hours'),
      RefreshToken: z.string().default('days'),
    })
    .prefault({}),
})

const SECONDS: Readonly<Record<string, number>> = {
  seconds: 1,
  minutes: 60,
  hours: 3_600,
  days: 86_400,
}

/** An app on this machine may listen on any port; also the console's page about the API. */
const LOOPBACK = ['localhost', '127.0.0.1'].flatMap((host) => [
  `http://${host}/callback`,
  `http://${host}/api/callback`,
])

/**
 * Who may ask the sign-in service for tokens: the user pool's clients, and, where the templates rely
 * on another OpenID provider, whoever its tokens are for.
 */
export function appClients(estate: Estate): AppClient[] {
  const clients = estate.all('AWS::Cognito::UserPoolClient').map(({ ref, properties }) => {
    const {
      CallbackURLs,
      LogoutURLs,
      TokenValidityUnits: unit,
      ...client
    } = Client.parse(properties)
    return {
      clientId: ref,
      redirectUris: [...CallbackURLs.filter(isClaimable), ...LOOPBACK],
      logoutUris: [...LogoutURLs.filter(isClaimable), 'http://localhost/', 'http://127.0.0.1/'],
      accessTokenSeconds: client.AccessTokenValidity * (SECONDS[unit.AccessToken] ?? 0),
      idTokenSeconds: client.IdTokenValidity * (SECONDS[unit.IdToken] ?? 0),
      refreshTokenSeconds: client.RefreshTokenValidity * (SECONDS[unit.RefreshToken] ?? 0),
    }
  })
  const others = audiencesOf(estate)
    .filter((audience) => !clients.some(({ clientId }) => clientId === audience))
    .map((clientId) => ({
      clientId,
      redirectUris: LOOPBACK,
      logoutUris: ['http://localhost/', 'http://127.0.0.1/'],
      accessTokenSeconds: 15 * 60,
      idTokenSeconds: 15 * 60,
      refreshTokenSeconds: 12 * 3_600,
    }))
  return [...clients, ...others]
}

/** An installed app's addresses: encrypted ones, or its own machine's. */
const isClaimable = (uri: string) =>
  uri.startsWith('https://') || /^http:\/\/(localhost|127\.0\.0\.1)[:/]/.test(uri)
