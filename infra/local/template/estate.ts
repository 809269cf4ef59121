import type { Assembly, Stack, Template } from './assembly.ts'
import { noValue, resolveIntrinsics, type Scope } from './intrinsics.ts'
import { arnOf, type Named, nameOf, refOf } from './names.ts'
import { checkType, isCustom, isIgnored } from './resource-types.ts'

/** One resource of the assembly, its intrinsics resolved when asked. */
export interface Resource {
  readonly stack: string
  readonly region: string
  readonly account: string
  readonly logicalId: string
  readonly type: string
  /** Where it stands in the app: `noteseal-app/records-api/Function`; the logical id if not said. */
  readonly path: string
  readonly name: string
  readonly arn: string
  readonly ref: string
  /** Reading one throws where it refers to something that is not known, or not yet. */
  readonly properties: Readonly<Record<string, unknown>>
}

/** All resources of all stacks. */
export interface Estate {
  all(type: string): Resource[]
  custom(): Resource[]
  /** @throws Error where no resource of the type has this ARN */
  byArn(type: string, arn: string): Resource
  /** Attributes that are known only once the resource exists; `Ref` among them. */
  learn(resource: Resource, attributes: Readonly<Record<string, unknown>>): void
}

/** @throws Error naming resources of a type that the local cloud neither runs nor may leave out */
export function openEstate({ stacks }: Assembly): Estate {
  const learned = new Map<string, Readonly<Record<string, unknown>>>()
  const stackNamed = (name: string) => {
    const found = stacks.find((each) => each.name === name)
    if (!found) throw new Error(`There is no stack ${name}`)
    return found
  }

  const scopeOf = (stack: Stack): Scope => ({
    ref: (name) =>
      pseudoParameter(stack, name) ?? parameter(stack.template, name) ?? refTo(stack, name),
    attribute: (name, attribute) => attributeOf(stack, name, attribute),
    condition: (name) => {
      const condition = stack.template.Conditions[name]
      if (condition === undefined) throw new Error(`${stack.name} has no condition ${name}`)
      return resolveIntrinsics(condition, scopeOf(stack)) === true
    },
    mapping: (map, first, second) => {
      const value = stack.template.Mappings[map]?.[first]?.[second]
      if (value === undefined)
        throw new Error(`${stack.name} maps nothing at ${map}.${first}.${second}`)
      return value
    },
    importValue: (exportName) => exported(exportName),
    stackOutput: (name, output) => {
      const from = stackNamed(name)
      const found = from.template.Outputs[output]
      if (!found) throw new Error(`${name} has no output ${output}`)
      return resolveIntrinsics(found.Value, scopeOf(from))
    },
  })

  const exported = (exportName: string): unknown => {
    for (const stack of stacks)
      for (const { Export, Value } of Object.values(stack.template.Outputs))
        if (Export && resolveIntrinsics(Export.Name, scopeOf(stack)) === exportName)
          return resolveIntrinsics(Value, scopeOf(stack))
    throw new Error(`No stack exports ${exportName}`)
  }

  const named = (stack: Stack, logicalId: string): Named => {
    const found = stack.template.Resources[logicalId]
    if (!found) throw new Error(`${stack.name} refers to ${logicalId}, which it does not hold`)
    const { name, region, account } = stack
    const properties = whenAsked(found.Properties, scopeOf(stack))
    return { stack: name, region, account, logicalId, type: found.Type, properties }
  }

  const key = (stack: string, logicalId: string) => `${stack}/${logicalId}`

  const refTo = (stack: Stack, name: string): unknown =>
    learned.get(key(stack.name, name))?.['Ref'] ?? refOf(named(stack, name))

  const attributeOf = (stack: Stack, name: string, attribute: string): unknown => {
    const known = learned.get(key(stack.name, name))?.[attribute]
    if (known !== undefined) return known
    const about = named(stack, name)
    if (attribute === 'Arn' && about.type !== 'AWS::KMS::Key' && !isCustom(about.type))
      return arnOf(about)
    if (about.type === 'AWS::SQS::Queue' && attribute === 'QueueName') return nameOf(about)
    if (about.type === 'AWS::SSM::Parameter' && attribute === 'Value')
      return about.properties['Value']
    // Until the cloud's own sign-in service, which takes its place, has an address.
    if (about.type === 'AWS::Cognito::UserPool' && attribute === 'ProviderURL')
      return `https://cognito-idp.${about.region}.amazonaws.com/${refOf(about)}`
    if (isIgnored(about.type)) return `${nameOf(about)}.${attribute}`
    throw new Error(
      `${stack.name} asks for ${name}.${attribute} (${about.type}), which is not known`,
    )
  }

  const resource = (stack: Stack, logicalId: string): Resource => {
    const about = named(stack, logicalId)
    const path = stack.template.Resources[logicalId]?.Metadata['aws:cdk:path']
    return {
      ...about,
      path: typeof path === 'string' ? path : logicalId,
      get name() {
        return nameOf(about)
      },
      get arn() {
        const known = learned.get(key(stack.name, logicalId))?.['Arn']
        return typeof known === 'string' ? known : arnOf(about)
      },
      get ref() {
        return String(refTo(stack, logicalId))
      },
    }
  }

  const resources = stacks.flatMap((stack) =>
    Object.entries(stack.template.Resources)
      .filter(([, { Condition }]) => !Condition || scopeOf(stack).condition(Condition))
      .map(([logicalId, { Type }]) => {
        checkType(Type, `${logicalId} of ${stack.name}`)
        return resource(stack, logicalId)
      }),
  )

  const all = (type: string) => resources.filter((each) => each.type === type)
  return {
    all,
    custom: () => resources.filter((each) => isCustom(each.type) && !isIgnored(each.type)),
    byArn: (type, arn) => {
      const found = all(type).find((each) => each.arn === arn)
      if (!found) throw new Error(`No ${type} is called ${arn}`)
      return found
    },
    learn: ({ stack, logicalId }, attributes) => {
      const before = learned.get(key(stack, logicalId))
      learned.set(key(stack, logicalId), { ...before, ...attributes })
    },
  }
}

/** Each property on its own: a name is known long before everything else about a resource is. */
function whenAsked(raw: Readonly<Record<string, unknown>>, scope: Scope): Record<string, unknown> {
  const properties: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(raw))
    Object.defineProperty(properties, name, {
      enumerable: true,
      get: () => resolveIntrinsics(value, scope),
    })
  return properties
}

function pseudoParameter({ name, region, account }: Stack, parameterName: string): unknown {
  switch (parameterName) {
    case 'AWS::AccountId':
      return account
    case 'AWS::NoValue':
      return noValue
    case 'AWS::Partition':
      return 'aws'
    case 'AWS::Region':
      return region
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${region}:${account}:stack/${name}/local`
    case 'AWS::StackName':
      return name
    case 'AWS::URLSuffix':
      return 'amazonaws.com'
    default:
      return undefined
  }
}

function parameter(template: Template, name: string): unknown {
  const found = template.Parameters[name]
  if (found && found.Default === undefined) throw new Error(`Parameter ${name} has no default`)
  return found?.Default
}
