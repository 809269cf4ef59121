import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { FunctionFailed } from '../functions/function-failed.ts'
import type { Services } from '../services/service.ts'
import type { Estate, Resource } from '../template/estate.ts'
import type { DeadLetters } from '../triggers/dead-letters.ts'
import type { ScheduleDefinition } from '../triggers/schedules.ts'
import { type StreamMappingDefinition, sequenceOf } from '../triggers/stream-mapping.ts'
import { shortNameOf } from './function-definitions.ts'
import type { RolePrincipals } from './role-principals.ts'

export interface TriggerSurroundings {
  readonly estate: Estate
  readonly services: Services
  readonly principals: RolePrincipals
  readonly deadLetters: DeadLetters
  readonly invoke: (functionArn: string, event: unknown) => Promise<unknown>
}

const Mapping = z.object({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  BatchSize: z.number().default(100),
  BisectBatchOnFunctionError: z.boolean().default(false),
  DestinationConfig: z
    .object({ OnFailure: z.object({ Destination: z.string().startsWith('arn:aws:sqs:') }) })
    .optional(),
  Enabled: z.boolean().default(true),
  FilterCriteria: z.object({ Filters: z.array(z.object({ Pattern: z.string() })) }).optional(),
  FunctionResponseTypes: z.array(z.string()).default([]),
  MaximumRecordAgeInSeconds: z.number().default(-1),
  MaximumRetryAttempts: z.number().default(-1),
})

/** `AWS::Lambda::EventSourceMapping`: only tables' streams, the only sources of the templates. */
export function streamMappings({
  estate,
  deadLetters,
  principals,
  invoke,
}: TriggerSurroundings): (StreamMappingDefinition & { roleArn: string })[] {
  return estate
    .all('AWS::Lambda::EventSourceMapping')
    .map((mapping) => ({ ...Mapping.parse(mapping.properties), mapping }))
    .filter(({ Enabled }) => Enabled)
    .map((properties) => {
      const lambda = functionCalled(estate, properties.FunctionName)
      const [tableArn = ''] = properties.EventSourceArn.split('/stream/')
      const table = estate.byArn('AWS::DynamoDB::Table', tableArn)
      const roleArn = String(lambda.properties['Role'])
      const queueArn = properties.DestinationConfig?.OnFailure.Destination
      const retryAttempts = properties.MaximumRetryAttempts
      return {
        name: properties.mapping.path,
        table: table.ref,
        roleArn,
        batchSize: properties.BatchSize,
        patterns: (properties.FilterCriteria?.Filters ?? []).map(({ Pattern }) =>
          JSON.parse(Pattern),
        ),
        reportsItemFailures: properties.FunctionResponseTypes.includes('ReportBatchItemFailures'),
        bisects: properties.BisectBatchOnFunctionError,
        retryAttempts: retryAttempts < 0 ? Number.POSITIVE_INFINITY : retryAttempts,
        oldestMs:
          properties.MaximumRecordAgeInSeconds < 0
            ? Number.POSITIVE_INFINITY
            : properties.MaximumRecordAgeInSeconds * 1000,
        invoke: (event) => invoke(lambda.arn, event),
        giveUp: async (records, attempts) => {
          if (!queueArn) return
          await deadLetters.keep(
            queueArn,
            {
              functionName: shortNameOf(lambda),
              condition: 'RetryAttemptsExhausted',
              attempts,
              at: new Date().toISOString(),
              batch: {
                table: table.ref,
                first: sequenceOf(records.at(0)) ?? '',
                last: sequenceOf(records.at(-1)) ?? '',
              },
            },
            principals.ofRole(roleArn),
          )
        },
      }
    })
}

const Schedule = z.object({
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: z.string().default('UTC'),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Target: z.object({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: z.object({ MaximumRetryAttempts: z.number().default(185) }).prefault({}),
    DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  }),
})

/** A function that fails three times in a row will fail a fourth time; people should hear of it. */
const RETRIES_AT_MOST = 2
const FIRST_PAUSE_MS = 500

/** `AWS::Scheduler::Schedule` with a function as its target. */
export function schedules(
  { estate, services, principals, deadLetters, invoke }: TriggerSurroundings,
  log: (line: string) => void,
): ScheduleDefinition[] {
  return estate
    .all('AWS::Scheduler::Schedule')
    .map((schedule) => ({ schedule, ...Schedule.parse(schedule.properties) }))
    .filter(({ State }) => State === 'ENABLED')
    .map(({ schedule, ScheduleExpression, ScheduleExpressionTimezone, Target }) => {
      const lambda = estate.byArn('AWS::Lambda::Function', Target.Arn)
      const retries = Math.min(RETRIES_AT_MOST, Target.RetryPolicy.MaximumRetryAttempts)
      const run = async (scheduledFor: number) => {
        const scheduler = principals.ofRole(Target.RoleArn)
        services.authorize(scheduler, { action: 'lambda:InvokeFunction', resource: lambda.arn })
        for (let attempt = 0; ; attempt++) {
          try {
            await invoke(lambda.arn, scheduleEvent(schedule, Target.Input, scheduledFor))
            return
          } catch (error) {
            if (!(error instanceof FunctionFailed) || error.reason === 'stopped') throw error
            if (attempt >= retries) break
            await sleep(FIRST_PAUSE_MS * 2 ** attempt)
          }
        }
        log(`${shortNameOf(lambda)} failed ${retries + 1} times on ${schedule.path}`)
        if (Target.DeadLetterConfig)
          await deadLetters.keep(
            Target.DeadLetterConfig.Arn,
            {
              functionName: shortNameOf(lambda),
              condition: 'RetryAttemptsExhausted',
              attempts: retries + 1,
              at: new Date().toISOString(),
              schedule: schedule.path,
            },
            scheduler,
          )
      }
      return {
        name: schedule.path,
        expression: ScheduleExpression,
        zone: ScheduleExpressionTimezone,
        run,
      }
    })
}

/** The template's own input with the scheduler's placeholders filled in, or what it sends without. */
function scheduleEvent(schedule: Resource, input: string | undefined, at: number): unknown {
  const time = new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z')
  if (input !== undefined)
    return JSON.parse(input.replaceAll('<aws.scheduler.scheduled-time>', time))
  return {
    version: '0',
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: schedule.account,
    time,
    region: schedule.region,
    resources: [schedule.arn],
    detail: '{}',
  }
}

/** Templates name a function by name or by ARN. */
function functionCalled(estate: Estate, nameOrArn: string): Resource {
  const found = estate
    .all('AWS::Lambda::Function')
    .find(({ name, arn }) => name === nameOrArn || arn === nameOrArn)
  if (!found) throw new Error(`There is no function ${nameOrArn}`)
  return found
}
