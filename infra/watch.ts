import { Duration, Stack } from 'aws-cdk-lib'
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch'
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions'
import { Rule } from 'aws-cdk-lib/aws-events'
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets'
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { FunctionName } from '../shared/environment.ts'
import type { NotesealFunction } from './function.ts'

export interface WatchProps {
  readonly alarms: ITopic
  readonly http: HttpApi
  readonly undelivered: IQueue
  readonly functions: { readonly [F in FunctionName]: NotesealFunction<F> }
}

interface Watched {
  /** Heading of its page in docs/runbook.md. */
  readonly name: string
  readonly says: string
  readonly metric: IMetric
  readonly from: number
  readonly below?: true
  /** How many of the metric's periods in a row; one by default. */
  readonly periods?: number
}

const period = Duration.minutes(5)

/** Alarms. Each says where docs/runbook.md tells what to do about it. */
export class Watch extends Construct {
  constructor(scope: Construct, id: string, { alarms, http, undelivered, functions }: WatchProps) {
    super(scope, id)
    const render = functions['render-document'].lambda
    const sweep = functions['flag-late-notes'].lambda
    const digests = functions['send-digests'].lambda
    const retention = functions['enforce-retention'].lambda
    const exporting = functions['export-keys'].lambda
    // What the renderer says of lists that name a certificate of its seals.
    const revoked = new MetricFilter(this, 'Revoked', {
      logGroup: functions['render-document'].log,
      filterPattern: FilterPattern.literal(
        '%sealing_certificate_revoked|time_stamp_authority_revoked%',
      ),
      metricNamespace: render.functionName,
      metricName: 'RevokedCertificates',
    })
    const watched: readonly Watched[] = [
      {
        name: 'api-faults',
        says: 'The API answered with a fault of its own.',
        metric: http.metricServerError({ period }),
        from: 1,
      },
      {
        name: 'undelivered-changes',
        says: 'Changes of records could not be rendered and wait in the queue.',
        metric: undelivered.metricApproximateNumberOfMessagesVisible({ period }),
        from: 1,
      },
      {
        name: 'rendering-behind',
        says: 'Signed notes wait ten minutes or longer for their PDF.',
        metric: render.metric('IteratorAge', { statistic: 'Maximum', period }),
        from: Duration.minutes(10).toMilliseconds(),
      },
      {
        name: 'certificate-revoked',
        says: 'The sealing certificate, or the time-stamp service’s, is revoked.',
        metric: revoked.metric({ statistic: 'Sum', period }),
        from: 1,
      },
      {
        name: 'scheduled-work-fails',
        says: 'A function that the timetable calls ends in errors.',
        metric: new MathExpression({
          expression: 'render + sweep + digests',
          usingMetrics: {
            render: render.metricErrors({ period }),
            sweep: sweep.metricErrors({ period }),
            digests: digests.metricErrors({ period }),
          },
          period,
        }),
        from: 1,
      },
      {
        name: 'late-notes-unwatched',
        says: 'Nobody looks for late notes: the sweep of every minute did not run.',
        metric: sweep.metricInvocations({ period }),
        from: 1,
        below: true,
      },
      {
        name: 'retention-fails',
        says: 'A record could not be proposed, destroyed or cleared away.',
        metric: retention.metricErrors({ period }),
        from: 1,
      },
      {
        name: 'retention-unwatched',
        says: 'For an hour nobody looked for destructions that have something left to delete.',
        metric: retention.metricInvocations({ period: Duration.hours(1) }),
        from: 1,
        below: true,
      },
      {
        name: 'key-export-fails',
        says: 'An export of the key stores could not be begun, or the last one was not finished.',
        metric: exporting.metricErrors({ period }),
        from: 1,
      },
      {
        name: 'keys-not-exported',
        says: 'For two days nobody exported the key stores.',
        metric: exporting.metricInvocations({ period: Duration.days(1) }),
        from: 1,
        below: true,
        periods: 2,
      },
    ]
    for (const { name, says, metric, from, below, periods = 1 } of watched)
      new Alarm(this, name, {
        alarmDescription: `${says} See docs/runbook.md#${name}`,
        metric,
        threshold: from,
        evaluationPeriods: periods,
        comparisonOperator: below
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      }).addAlarmAction(new SnsAction(alarms))

    new Rule(this, 'key-in-danger', {
      description: `Somebody disables or deletes a key of ${Stack.of(this).account}. See docs/runbook.md#key-in-danger`,
      eventPattern: {
        source: ['aws.kms'],
        detailType: ['AWS API Call via CloudTrail'],
        detail: {
          eventSource: ['kms.amazonaws.com'],
          eventName: ['ScheduleKeyDeletion', 'DisableKey', 'PutKeyPolicy'],
        },
      },
      targets: [new SnsTopic(alarms)],
    })
  }
}
