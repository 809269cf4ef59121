import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import type { NotesealFunction } from './function.ts'
import type { Stage } from './stages.ts'

export interface SigningCertificateProps {
  readonly stage: Stage
  readonly key: IKey
  readonly certifier: NotesealFunction<'signing-certificate'>
}

/**
 * The certificate of the key that seals documents: made at the first deployment, signed by that key
 * itself. The same properties give the same bytes; another generation gives another certificate.
 */
export class SigningCertificate extends Construct {
  /** PEM. */
  readonly pem: string

  constructor(scope: Construct, id: string, { stage, key, certifier }: SigningCertificateProps) {
    super(scope, id)
    const made = new CustomResource(this, 'Made', {
      resourceType: 'Custom::SigningCertificate',
      serviceToken: certifier.lambda.functionArn,
      serviceTimeout: Duration.minutes(2),
      properties: {
        // The function knows its key: here it makes another key another certificate.
        KeyArn: key.keyArn,
        Subject: `CN=${stage.practice}`,
        From: stage.certificate.from,
        Years: String(stage.certificate.years),
        Generation: '1',
      },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    made.node.addDependency(certifier)
    this.pem = made.getAttString('Pem')
  }
}
