import type { MemberCard } from '../member/member.ts'

/** Who calls: the member that the verified token belongs to. */
export interface Caller {
  readonly member: MemberCard
  readonly practiceId: string
  /** When this person last proved who they are, in seconds since 1970 (the token's `auth_time`). */
  readonly authTime: number
  /** Joins what one request did across logs and access entries. */
  readonly requestId: string
}

/** The claims that a JWT authorizer verified; API Gateway hands all of them on as text. */
export interface Claims {
  readonly iss: string
  readonly sub: string
  readonly auth_time?: string
}
