import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { PolicyDocument } from '../services/iam/policy.ts'
import type { Principal, Principals } from '../services/service.ts'
import { openJournal } from '../state/journal.ts'
import type { Estate, Resource } from '../template/estate.ts'

interface AccessKey {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** The roles of the templates as callers of the services. */
export interface RolePrincipals extends Principals {
  /** @throws Error where there is no such role */
  ofRole(roleArn: string): Principal & { readonly accessKeyId: string }
  close(): void
}

/** What AWS's own managed policies in use give concerns logs alone, which are files here. */
const AWS_MANAGED = /:iam::aws:policy\/service-role\/AWSLambdaBasicExecutionRole$/

/** @param functionNameOf under which a role's calls are logged */
export function rolePrincipals(
  estate: Estate,
  dir: string,
  functionNameOf: (roleArn: string) => string,
): RolePrincipals {
  const kept = openJournal<AccessKey>(join(dir, 'access-keys.journal'))
  const roleByAccessKey = new Map<string, string>()
  for (const [roleArn, { accessKeyId }] of kept.entries()) roleByAccessKey.set(accessKeyId, roleArn)

  const known = new Map<string, Principal & { accessKeyId: string }>()
  const ofRole = (roleArn: string) => {
    const before = known.get(roleArn)
    if (before) return before
    const role = estate.byArn('AWS::IAM::Role', roleArn)
    const { accessKeyId, secretAccessKey } = kept.get(roleArn) ?? newAccessKey()
    if (!kept.get(roleArn)) kept.set(roleArn, { accessKeyId, secretAccessKey })
    roleByAccessKey.set(accessKeyId, roleArn)
    const principal = {
      roleArn,
      functionName: functionNameOf(roleArn),
      accessKeyId,
      secretAccessKey,
      policies: policiesOf(estate, role),
    }
    known.set(roleArn, principal)
    return principal
  }
  return {
    ofRole,
    lookup: (accessKeyId) => {
      const roleArn = roleByAccessKey.get(accessKeyId)
      return roleArn === undefined ? undefined : ofRole(roleArn)
    },
    close: () => kept.close(),
  }
}

function newAccessKey(): AccessKey {
  return {
    accessKeyId: `ASIA${randomBytes(8).toString('hex').toUpperCase()}`,
    secretAccessKey: randomBytes(30).toString('base64'),
  }
}

function policiesOf(estate: Estate, role: Resource): PolicyDocument[] {
  const inline = list(role.properties['Policies']).map((each) => each['PolicyDocument'])
  const attached = [...estate.all('AWS::IAM::ManagedPolicy'), ...estate.all('AWS::IAM::Policy')]
    .filter(({ ref, properties }) => {
      const roles = properties['Roles']
      const byArn = role.properties['ManagedPolicyArns']
      return (
        (Array.isArray(roles) && roles.includes(role.name)) ||
        (Array.isArray(byArn) && byArn.includes(ref))
      )
    })
    .map(({ properties }) => properties['PolicyDocument'])
  return [...inline, ...attached] as PolicyDocument[]
}

/** @throws Error where a role that a function uses has a policy of AWS's that is not known here */
export function checkAwsManagedPolicies(role: Resource): void {
  const arns = role.properties['ManagedPolicyArns']
  for (const arn of Array.isArray(arns) ? arns : [])
    if (String(arn).includes(':iam::aws:policy/') && !AWS_MANAGED.test(String(arn)))
      throw new Error(`${role.name} has ${arn}, which the local cloud does not know`)
}

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value : []
}
