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
  /** Lets what is under way end and holds back what comes, so that the deed meets no invocation. */
  between(deed: () => void): Promise<void>
  close(): Promise<void>
}

export interface FunctionSurroundings {
  readonly assembly: Assembly
  readonly estate: Estate
  readonly principals: RolePrincipals
  readonly services: Services
  readonly clock: SharedArrayBuffer
  /** Values of the functions' environments that are something else here. */
  readonly instead: ReadonlyMap<string, string>
  readonly dir: string
}

export function openFunctions(surroundings: FunctionSurroundings): Functions {
  const { assembly, estate, principals, services, clock, instead, dir } = surroundings
  const logDir = join(dir, 'logs')
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
      functionDefinition(lambda, assembly, estate, principals, services.endpoints, instead),
      { clock, logDir },
    )
    runners.set(lambda.arn, runner)
    return runner
  }
  let invited = 0
  let running = 0
  let gate: PromiseWithResolvers<void> | undefined
  let quiet: (() => void) | undefined

  const invoke: Functions['invoke'] = async (called, event, traceId) => {
    invited++
    try {
      while (gate) await gate.promise
      running++
      try {
        return await runnerOf(called).invoke(event, traceId)
      } finally {
        running--
        if (running === 0) quiet?.()
      }
    } finally {
      invited--
    }
  }

  const between = async (deed: () => void) => {
    while (gate) await gate.promise
    gate = Promise.withResolvers()
    try {
      if (running > 0) await new Promise<void>((done) => (quiet = done))
      deed()
    } finally {
      gate.resolve()
      gate = undefined
      quiet = undefined
    }
  }

  return {
    names: lambdas.map(shortNameOf),
    invoke,
    between,
    prepare: () => {
      for (const { arn } of lambdas) runnerOf(arn)
    },
    pending: () => invited,
    close: async () => {
      await Promise.all([...runners.values()].map((each) => each.close()))
    },
  }
}
