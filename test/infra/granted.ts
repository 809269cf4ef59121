import { type FunctionName, functionNames } from '../../shared/environment.ts'
import type { Synthesized } from './synthesized.ts'

/** One action on one resource, as a function's role allows it. */
export interface Grant {
  readonly by: FunctionName
  readonly sid: string
  readonly action: string
  readonly resource: string
  readonly conditions: Readonly<Record<string, Readonly<Record<string, string | string[]>>>>
}

interface Statement {
  readonly Sid: string
  readonly Effect: string
  readonly Action: string | string[]
  readonly Resource: string | string[]
  readonly Condition?: Grant['conditions']
}

const many = (value: string | string[]) => (Array.isArray(value) ? value : [value])

/** Everything that the functions' own policies allow. */
export function grantsIn({ ofType }: Synthesized): Grant[] {
  return ofType('AWS::IAM::ManagedPolicy').flatMap(({ path, properties }) => {
    const by = functionNames.find((name) => path.includes(`/${name}/`))
    if (!by) return []
    const statements: Statement[] = properties['PolicyDocument'].Statement
    return statements.flatMap(({ Sid, Effect, Action, Resource, Condition = {} }) => {
      if (Effect !== 'Allow') throw new Error(`${by} has a statement that is not Allow`)
      return many(Action).flatMap((action) =>
        many(Resource).map((resource) => ({
          by,
          sid: Sid,
          action,
          resource,
          conditions: Condition,
        })),
      )
    })
  })
}

/** Who may, in a stable order. */
export function whoMay(grants: readonly Grant[], fits: (grant: Grant) => boolean): FunctionName[] {
  const may = new Set(grants.filter(fits).map(({ by }) => by))
  return functionNames.filter((name) => may.has(name))
}
