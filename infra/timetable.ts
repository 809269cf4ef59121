import { Duration, Stack } from 'aws-cdk-lib'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import {
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler'
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets'
import { Construct } from 'constructs'
import type { FunctionName } from '../shared/environment.ts'
import type { NotesealFunction } from './function.ts'
import { statement } from './right.ts'

export type Turn = {
  readonly name: string
  readonly calls: NotesealFunction<FunctionName>
} & (
  | { readonly every: Duration }
  /** Hour and minute, UTC. */
  | { readonly dailyAt: readonly [hour: number, minute: number] }
)

/**
 * Calls functions by the clock. A call that fails is not kept: the next one finds the same work, and
 * errors raise an alarm.
 */
export class Timetable extends Construct {
  constructor(scope: Construct, id: string, turns: readonly Turn[]) {
    super(scope, id)
    const group = new ScheduleGroup(this, 'Group')
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: {
          StringEquals: {
            'aws:SourceAccount': Stack.of(this).account,
            'aws:SourceArn': group.scheduleGroupArn,
          },
        },
      }),
    })
    const policy = new ManagedPolicy(this, 'May', {
      roles: [role],
      statements: [
        statement(
          'CallFunctions',
          ['lambda:InvokeFunction'],
          [...new Set(turns.map(({ calls }) => calls.lambda.functionArn))],
        ),
      ],
    })
    for (const turn of turns) {
      const { name, calls } = turn
      const daily = 'dailyAt' in turn
      new Schedule(this, name, {
        schedule: daily ? dailyAt(turn.dailyAt) : ScheduleExpression.rate(turn.every),
        scheduleGroup: group,
        timeWindow: TimeWindow.off(),
        target: new LambdaInvoke(calls.lambda, {
          role: role.withoutPolicyUpdates(),
          input: ScheduleTargetInput.fromObject({ source: 'noteseal.timetable', turn: name }),
          // Of what comes once a day the next call is far: this one is tried for hours.
          retryAttempts: daily ? 24 : 2,
          maxEventAge: daily ? Duration.hours(6) : Duration.minutes(5),
        }),
      }).node.addDependency(policy)
    }
  }
}

const dailyAt = ([hour, minute]: readonly [hour: number, minute: number]) =>
  ScheduleExpression.cron({ hour: String(hour), minute: String(minute) })
