import { errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose'

export interface JwtAuthorizerDefinition {
  readonly issuer: string
  readonly audience: readonly string[]
  readonly keys: JWTVerifyGetKey
}

export type Authorization =
  | { readonly ok: true; readonly claims: Readonly<Record<string, string>> }
  /** What the gateway says in `WWW-Authenticate`. */
  | { readonly ok: false; readonly challenge: string }

const refused = (description: string): Authorization => ({
  ok: false,
  challenge: `Bearer scope="" error="invalid_token" error_description="${description}"`,
})

/**
 * Checks a bearer token as an HTTP API's JWT authorizer does: RSA signature by a key of the issuer,
 * issuer, times, and `aud` or, without one, `client_id`.
 */
export function jwtAuthorizer({ issuer, audience, keys }: JwtAuthorizerDefinition) {
  return async (header: string | undefined): Promise<Authorization> => {
    // Attacker-controlled from here until the signature has been checked.
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec(header ?? '')?.[1] ?? header
    if (!token) return { ok: false, challenge: 'Bearer' }
    try {
      const { payload } = await jwtVerify(token, keys, {
        issuer,
        algorithms: ['RS256', 'RS384', 'RS512'],
        requiredClaims: ['exp'],
      })
      if (!isForUs(payload, audience)) return refused('the token does not have a valid audience')
      return { ok: true, claims: claimsAsText(payload) }
    } catch (error) {
      if (error instanceof errors.JWTExpired) return refused('the token has expired')
      if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'iss')
        return refused('invalid issuer')
      if (error instanceof errors.JOSEError) return refused('signature verification failed')
      throw error
    }
  }
}

function isForUs(payload: JWTPayload, audience: readonly string[]): boolean {
  const named = payload.aud === undefined ? [payload['client_id']] : [payload.aud].flat()
  return named.some((each) => typeof each === 'string' && audience.includes(each))
}

/** The gateway hands every claim over as text, and a list as `[a b]`. */
export function claimsAsText(payload: JWTPayload): Record<string, string> {
  return Object.fromEntries(
    Object.entries(payload).map(([name, value]) => [
      name,
      Array.isArray(value) ? `[${value.join(' ')}]` : String(value),
    ]),
  )
}
