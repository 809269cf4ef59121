import type { Principal, RequestContext, UsedRight } from '../service.ts'
import { type Decision, evaluate } from './evaluate.ts'
import type { PolicyDocument } from './policy.ts'

/** A role lacks a right. The message names role, action and resource, as AWS's does. */
export class AccessDenied extends Error {
  override readonly name = 'AccessDenied'
  readonly action: string
  readonly resource: string

  constructor({ roleArn }: Principal, action: string, resource: string) {
    super(`User: ${roleArn} is not authorized to perform: ${action} on resource: ${resource}`)
    this.action = action
    this.resource = resource
  }
}

export interface Right {
  readonly action: string
  readonly resource: string
  readonly context?: RequestContext
  readonly resourcePolicy?: PolicyDocument | undefined
}

/** Decides what a role may do, and remembers what it was seen to need. */
export interface Authority {
  /** @throws AccessDenied */
  authorize(principal: Principal, right: Right): void
  allows(principal: Principal, right: Right): boolean
  used(): UsedRight[]
  clear(): void
}

export function createAuthority(options: {
  readonly account: string
  readonly region: string
  readonly now: () => number
}): Authority {
  const used = new Map<string, UsedRight>()

  function decide(principal: Principal, right: Right): Decision {
    const { action, resource, resourcePolicy } = right
    const context = { ...ambient(), ...right.context }
    const request = { roleArn: principal.roleArn, account: options.account, action, resource }
    return evaluate({ ...request, context }, principal.policies, resourcePolicy)
  }

  function ambient(): RequestContext {
    return {
      // The loopback interface stands for TLS, or every bucket policy would refuse.
      'aws:SecureTransport': 'true',
      'aws:RequestedRegion': options.region,
      'aws:CurrentTime': new Date(options.now()).toISOString(),
    }
  }

  function record(principal: Principal, right: Right, decision: Decision): void {
    const { action, resource } = right
    const statements = decision.statements.map(({ Sid }) => Sid ?? '')
    const key = [principal.roleArn, action, resource, ...statements].join('\n')
    if (used.has(key)) return
    const { roleArn, functionName } = principal
    used.set(key, { roleArn, functionName, action, resource, statements })
  }

  return {
    authorize(principal, right) {
      const decision = decide(principal, right)
      if (!decision.allowed) throw new AccessDenied(principal, right.action, right.resource)
      record(principal, right, decision)
    },
    allows: (principal, right) => decide(principal, right).allowed,
    used: () => [...used.values()],
    clear: () => used.clear(),
  }
}
