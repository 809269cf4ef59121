/** What CloudFormation's intrinsic functions look up. Each throws on a name it does not know. */
export interface Scope {
  ref(name: string): unknown
  attribute(name: string, attribute: string): unknown
  condition(name: string): boolean
  mapping(map: string, first: string, second: string): unknown
  importValue(exportName: string): unknown
  stackOutput(stack: string, output: string): unknown
}

/** Stands for `AWS::NoValue`: whatever holds it is left out. */
export const noValue = Symbol('AWS::NoValue')

/**
 * Works out the intrinsic functions in a part of a template.
 *
 * @throws Error on a function that CloudFormation has and this does not
 */
export function resolveIntrinsics(value: unknown, scope: Scope): unknown {
  const resolved = resolveValue(value, scope)
  return resolved === noValue ? undefined : resolved
}

function resolveValue(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value))
    return value.map((each) => resolveValue(each, scope)).filter((each) => each !== noValue)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  const [first] = entries
  if (first && entries.length === 1 && isIntrinsic(first[0]))
    return apply(first[0], first[1], scope)
  return Object.fromEntries(
    entries
      .map(([key, each]) => [key, resolveValue(each, scope)] as const)
      .filter(([, each]) => each !== noValue),
  )
}

const isIntrinsic = (key: string) => key === 'Ref' || key.startsWith('Fn::')

function apply(name: string, argument: unknown, scope: Scope): unknown {
  const resolve = (value: unknown) => resolveValue(value, scope)
  const list = (value: unknown): unknown[] => {
    const resolved = resolve(value)
    if (!Array.isArray(resolved)) throw new Error(`${name} expects a list`)
    return resolved
  }
  const text = (value: unknown) => String(resolve(value))
  // Conditions stay unresolved until chosen: the branch not taken may name what does not exist.
  const parts = Array.isArray(argument) ? argument : [argument]
  switch (name) {
    case 'Ref':
      return scope.ref(String(argument))
    case 'Fn::GetAtt': {
      const [resource, ...attribute] = Array.isArray(argument)
        ? argument.map(String)
        : String(argument).split('.')
      return scope.attribute(String(resource), attribute.join('.'))
    }
    case 'Fn::Join':
      return list(parts[1]).map(String).join(String(parts[0]))
    case 'Fn::Sub':
      return substitute(argument, scope)
    case 'Fn::Select': {
      const chosen = list(parts[1])[Number(resolve(parts[0]))]
      if (chosen === undefined) throw new Error('Fn::Select chooses past the end of its list')
      return chosen
    }
    case 'Fn::Split':
      return text(parts[1]).split(String(parts[0]))
    case 'Fn::If':
      return resolve(scope.condition(String(parts[0])) ? parts[1] : parts[2])
    case 'Fn::Equals':
      return text(parts[0]) === text(parts[1])
    case 'Fn::Not':
      return !isTrue(parts[0], scope)
    case 'Fn::And':
      return parts.every((each) => isTrue(each, scope))
    case 'Fn::Or':
      return parts.some((each) => isTrue(each, scope))
    case 'Fn::FindInMap':
      return scope.mapping(text(parts[0]), text(parts[1]), text(parts[2]))
    case 'Fn::Base64':
      return Buffer.from(text(argument)).toString('base64')
    case 'Fn::ImportValue':
      return scope.importValue(text(argument))
    case 'Fn::GetStackOutput': {
      const { StackName, OutputName } = resolve(argument) as Record<string, unknown>
      return scope.stackOutput(String(StackName), String(OutputName))
    }
    default:
      throw new Error(`The local cloud does not know ${name}`)
  }
}

/** A condition function's argument: another function, or `{ Condition: name }`. */
function isTrue(argument: unknown, scope: Scope): boolean {
  if (typeof argument === 'object' && argument !== null && 'Condition' in argument)
    return scope.condition(String(argument.Condition))
  return resolveValue(argument, scope) === true
}

/** `"…${Name}…${Name.Attribute}…"`, or the same with a map of values that come first. */
function substitute(argument: unknown, scope: Scope): string {
  const [pattern, own] = Array.isArray(argument) ? argument : [argument, {}]
  const values = new Map(Object.entries((own ?? {}) as Record<string, unknown>))
  return String(pattern).replace(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
    if (literal) return `\${${name}}`
    if (values.has(name)) return String(resolveValue(values.get(name), scope))
    const [resource = '', ...attribute] = name.split('.')
    const value =
      attribute.length > 0 ? scope.attribute(resource, attribute.join('.')) : scope.ref(name)
    return String(value)
  })
}
