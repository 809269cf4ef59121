import type { Action } from '../access/role-matrix.ts'
import type { Ground } from './basis.ts'

/** What asking for, giving and revoking a release by a ground is, for whoever decides who may. */
export function releaseActionOf(ground: Ground): Action {
  switch (ground) {
    case 'payment':
      return 'release.payment'
    case 'treatment':
    case 'client-access':
      return 'release.treatment'
    default:
      return 'release.other'
  }
}

/** Whoever bills sees what left for payment, and nothing else. */
export const readingActionOf = (ground: Ground): Action =>
  ground === 'payment' ? 'release.read-payment' : 'release.read'
