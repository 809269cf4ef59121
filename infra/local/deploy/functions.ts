import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type FunctionRunner, functionRunner } from '../functions/function-runner.ts'
import type { Services } from '../services/service.ts'
import type { Assembly } from '../template/assembly.ts'
import type { Estate } from '../template/estate.ts'
import { functionDefinition, shortNameOf } from './function-definitions.ts'
import type { RolePrincipals } from './role-principals.ts'

/** All functions of the templates, each loaded when it is first called. */
export interface Functions {
  readonly names: readonly string[]
  /** @param called by its short name, its name or its ARN @throws FunctionFailed */
  invoke(called: string, event: unknown, traceId?: string): Promise<unknown>
  /** Reads the definitions of all: what is wrong with a template shows at the start. */
  prepare(): void
  /** Invocations waiting or under way. */
  pending(): number
  close(): Promise<void>
}

export interface FunctionSurroundings {
  readonly assembly: Assembly
  readonly estate: Estate
  readonly principals: RolePrincipals
  readonly services: Services
  readonly clock: SharedArrayBuffer
  readonly dir: string
}

export function openFunctions(surroundings: FunctionSurroundings): Functions {
  const { assembly, estate, principals, services, clock, dir } = surroundings
  const logDir = join(dir, 'logs')
  mkdirSync(logDir, { recursive: true })
  const lambdas = estate.all('AWS::Lambda::Function')
  const runners = new Map<string, FunctionRunner>()

  const runnerOf = (called: string): FunctionRunner => {
    const lambda = lambdas.find(
      (each) => called === shortNameOf(each) || called === each.name || called === each.arn,
    )
    if (!lambda) throw new Error(`There is no function ${called}`)
    const made = runners.get(lambda.arn)
    if (made) return made
    const runner = functionRunner(
      functionDefinition(lambda, assembly, estate, principals, services.endpoints),
      { clock, logDir },
    )
    runners.set(lambda.arn, runner)
    return runner
  }
  return {
    names: lambdas.map(shortNameOf),
    invoke: async (called, event, traceId) => runnerOf(called).invoke(event, traceId),
    prepare: () => {
      for (const { arn } of lambdas) runnerOf(arn)
    },
    pending: () => [...runners.values()].reduce((sum, { pending }) => sum + pending, 0),
    close: async () => {
      await Promise.all([...runners.values()].map((each) => each.close()))
    },
  }
}
