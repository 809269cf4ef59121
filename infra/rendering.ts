import { Duration } from 'aws-cdk-lib'
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda'
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import type { NotesealFunction } from './function.ts'
import type { AnyTable } from './right.ts'

export interface RenderingProps {
  readonly records: AnyTable
  readonly renderer: NotesealFunction<'render-document'>
  readonly undelivered: IQueue
}

/** Brings the renderer all that waits for its PDF: a note as soon as it is signed, a certificate. */
export class Rendering extends Construct {
  constructor(scope: Construct, id: string, { records, renderer, undelivered }: RenderingProps) {
    super(scope, id)
    if (!records.tableStreamArn) throw new Error(`${records.node.path} has no stream`)
    new EventSourceMapping(this, 'Feed', {
      eventSourceArn: records.tableStreamArn,
      target: renderer.lambda,
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        // In the outbox index: signed, added to or certified, and not rendered since.
        FilterCriteria.filter({
          dynamodb: { NewImage: { pdfShard: { S: FilterRule.exists() } } },
        }),
      ],
      batchSize: 10,
      parallelizationFactor: 2,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 5,
      maxRecordAge: Duration.hours(20),
      onFailure: new SqsDlq(undelivered),
    }).node.addDependency(renderer)
  }
}
