import { part2Statement } from '../client/part-2.ts'
import type { ReleaseWords } from './release.ts'
import { tellScope } from './tell-scope.ts'

/**
 * What the recipient is told with what they are given. Of a Part 2 program's records the notice that
 * 42 CFR 2.32(a) asks for, and how far the patient's consent reaches, which has to go along with
 * each disclosure that is made by it (2.32(b)).
 */
export function reminderOf(
  { recipient, purpose, scope, basis }: ReleaseWords,
  part2Program: boolean,
): string {
  const lines = [
    `These records are confidential. They were given to ${recipient.name} for this purpose alone: ${purpose}. They cover ${tellScope(scope)}.`,
    'If they reached you by mistake, read no further, tell the practice, and destroy what you have.',
  ]
  if (!part2Program) return lines.join('\n')
  const consented = basis.ground !== 'client-access' && basis.ground !== 'court-order'
  return [
    ...lines,
    part2Statement.notice,
    ...(consented ? [`The patient’s consent covers ${tellScope(scope)}, for: ${purpose}.`] : []),
  ].join('\n')
}
