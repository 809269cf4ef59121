import { Stack } from 'aws-cdk-lib'
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses'
import type { ITopic } from 'aws-cdk-lib/aws-sns'
import { Construct } from 'constructs'
import type { Stage } from './stages.ts'

/** The domain that digests come from. Mail leaves over TLS or not at all; bounces are alarms. */
export class Mail extends Construct {
  readonly from: string
  readonly identityArn: string
  readonly configurationSetName: string
  readonly configurationSetArn: string

  constructor(
    scope: Construct,
    id: string,
    { stage, alarms }: { readonly stage: Stage; readonly alarms: ITopic },
  ) {
    super(scope, id)
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(stage.mail.domain),
    })
    const set = new ConfigurationSet(this, 'Set', {
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
    })
    set.addEventDestination('Failures', {
      destination: EventDestination.snsTopic(alarms),
      events: [EmailSendingEvent.BOUNCE, EmailSendingEvent.COMPLAINT, EmailSendingEvent.REJECT],
    })
    this.from = stage.mail.from
    this.identityArn = identity.emailIdentityArn
    this.configurationSetName = set.configurationSetName
    this.configurationSetArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'configuration-set',
      resourceName: set.configurationSetName,
    })
  }
}
