import type { MemberCard } from '../member/member.ts'
import { Refused } from '../refused.ts'
import { decide, type Facts } from './decide.ts'
import type { Action } from './role-matrix.ts'

/** @throws Refused `not_allowed`, naming the rule that said so */
export function insist(principal: MemberCard, action: Action, facts?: Facts): void {
  const { allowed, rule } = decide(principal, action, facts)
  if (!allowed) throw new Refused('not_allowed', [rule])
}
