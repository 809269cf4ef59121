import type { RequestContext } from '../service.ts'
import { conditionsHold, substitute } from './conditions.ts'
import { fits } from './pattern.ts'
import { many, type PolicyDocument, type PolicyPrincipal, type PolicyStatement } from './policy.ts'

export interface AccessRequest {
  readonly roleArn: string
  readonly account: string
  readonly action: string
  readonly resource: string
  readonly context: RequestContext
}

export interface Decision {
  readonly allowed: boolean
  /** The statements that decided it; empty where nothing allowed it. */
  readonly statements: readonly PolicyStatement[]
}

/**
 * IAM's decision within one account: an explicit deny wins; otherwise identity or resource policy
 * must allow. A KMS key is different: its policy must allow the role, or hand over to the account,
 * or no identity policy counts.
 */
export function evaluate(
  request: AccessRequest,
  identity: readonly PolicyDocument[],
  resourcePolicy: PolicyDocument | undefined,
): Decision {
  const context = withKnownKeys(request)
  const own = identity.flatMap(({ Statement }) => many(Statement))
  const matching = own.filter((statement) => concerns(statement, request, context))
  const resource = resourceStatements(resourcePolicy, request, context)

  const all = [...matching, ...resource.named, ...resource.delegated]
  const denials = all.filter(({ Effect }) => Effect === 'Deny')
  if (denials.length > 0) return { allowed: false, statements: denials }

  const named = resource.named.filter(({ Effect }) => Effect === 'Allow')
  if (named.length > 0) return { allowed: true, statements: [...named, ...allows(matching)] }
  const handedOver = allows(resource.delegated).length > 0 || !request.action.startsWith('kms:')
  const granted = handedOver ? allows(matching) : []
  return { allowed: granted.length > 0, statements: granted }
}

const allows = (statements: readonly PolicyStatement[]) =>
  statements.filter(({ Effect }) => Effect === 'Allow')

function withKnownKeys({ roleArn, account, context }: AccessRequest): RequestContext {
  const all = { 'aws:PrincipalArn': roleArn, 'aws:PrincipalAccount': account, ...context }
  return Object.fromEntries(Object.entries(all).map(([key, value]) => [key.toLowerCase(), value]))
}

function concerns(
  statement: PolicyStatement,
  request: AccessRequest,
  context: RequestContext,
): boolean {
  const anyAction = (actions: readonly string[]) =>
    actions.some((pattern) => fits(pattern, request.action, { ignoreCase: true }))
  const anyResource = (resources: readonly string[]) =>
    resources.some((pattern) => fits(substitute(pattern, context), request.resource))
  const action = statement.NotAction
    ? !anyAction(many(statement.NotAction))
    : anyAction(many(statement.Action))
  const resource = statement.NotResource
    ? !anyResource(many(statement.NotResource))
    : anyResource(many(statement.Resource))
  return action && resource && conditionsHold(statement.Condition, context)
}

/** Statements about this role by name, and those that leave it to the account's own policies. */
function resourceStatements(
  policy: PolicyDocument | undefined,
  request: AccessRequest,
  context: RequestContext,
): { named: PolicyStatement[]; delegated: PolicyStatement[] } {
  const named: PolicyStatement[] = []
  const delegated: PolicyStatement[] = []
  for (const statement of policy ? many(policy.Statement) : []) {
    if (!concerns(statement, request, context)) continue
    const { NotPrincipal, Principal } = statement
    const link = NotPrincipal ? except(NotPrincipal, request) : linkTo(Principal, request)
    if (link === 'named') named.push(statement)
    if (link === 'account') delegated.push(statement)
  }
  return { named, delegated }
}

function linkTo(
  principal: PolicyPrincipal | undefined,
  { roleArn, account }: AccessRequest,
): 'named' | 'account' | undefined {
  if (principal === undefined) return undefined
  if (principal === '*') return 'named'
  const arns = many(principal['AWS'])
  if (arns.some((arn) => arn === '*' || arn === roleArn)) return 'named'
  const root = `arn:aws:iam::${account}:root`
  return arns.some((arn) => arn === account || arn === root) ? 'account' : undefined
}

function except(principal: PolicyPrincipal, request: AccessRequest): 'named' | undefined {
  return linkTo(principal, request) === 'named' ? undefined : 'named'
}
