import { z } from 'zod'

/** `CorsConfiguration` of an `AWS::ApiGatewayV2::Api`. */
export const CorsConfiguration = z.object({
  AllowOrigins: z.array(z.string()).default([]),
  AllowMethods: z.array(z.string()).default([]),
  AllowHeaders: z.array(z.string()).default([]),
  ExposeHeaders: z.array(z.string()).default([]),
  AllowCredentials: z.boolean().default(false),
  MaxAge: z.number().optional(),
})
export type CorsConfiguration = z.infer<typeof CorsConfiguration>

/** Headers that an answer to this origin carries; none where the origin may not read it. */
export function corsHeaders(
  { AllowOrigins, ExposeHeaders, AllowCredentials }: CorsConfiguration,
  origin: string | undefined,
): Record<string, string> {
  if (!origin || !(AllowOrigins.includes(origin) || AllowOrigins.includes('*'))) return {}
  return {
    'access-control-allow-origin': AllowOrigins.includes(origin) ? origin : '*',
    ...(ExposeHeaders.length > 0 && { 'access-control-expose-headers': ExposeHeaders.join(',') }),
    ...(AllowCredentials && { 'access-control-allow-credentials': 'true' }),
    vary: 'origin',
  }
}

/** What a preflight is answered with, besides {@link corsHeaders}. */
export function preflightHeaders(cors: CorsConfiguration): Record<string, string> {
  return {
    'access-control-allow-methods': cors.AllowMethods.join(','),
    'access-control-allow-headers': cors.AllowHeaders.join(','),
    ...(cors.MaxAge !== undefined && { 'access-control-max-age': String(cors.MaxAge) }),
  }
}
