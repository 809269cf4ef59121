import { Stack } from 'aws-cdk-lib'
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Topic } from 'aws-cdk-lib/aws-sns'
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import type { Construct } from 'constructs'
import type { Stage } from './stages.ts'

/** Where alarms go. They hold names of alarms and of resources, nothing of a client. */
export class AlarmTopic extends Topic {
  constructor(
    scope: Construct,
    id: string,
    { stage, ops }: { readonly stage: Stage; readonly ops: IKey },
  ) {
    super(scope, id, { masterKey: ops, enforceSSL: true })
    // A topic's own policy takes the place of the default one, which lets alarms in.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsOfThisAccount',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    )
    if (stage.alarmsTo) this.addSubscription(new EmailSubscription(stage.alarmsTo))
  }
}
