import { CustomResource, Duration, RemovalPolicy } from 'aws-cdk-lib'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { sealingChainFaults } from '../shared/document/sealing-chain.ts'
import type { NotesealFunction } from './function.ts'
import type { Stage } from './stages.ts'

export interface SigningCertificateProps {
  readonly stage: Stage
  readonly key: IKey
  readonly certifier: NotesealFunction<'signing-certificate'>
}

/**
 * The certificate of the key that seals documents: made at the first deployment, signed by that key
 * itself. The same properties give the same bytes; another generation gives another certificate. Or
 * the one that the stage brings: looked at here, and once more, beside the key, when it is deployed.
 */
export class SigningCertificate extends Construct {
  /** PEM, or the name of the file that holds it. */
  readonly pem: string

  constructor(scope: Construct, id: string, { stage, key, certifier }: SigningCertificateProps) {
    super(scope, id)
    insistOnChain(stage)
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
        ...(stage.sealingChain !== undefined && { Chain: stage.sealingChain }),
      },
      removalPolicy: RemovalPolicy.RETAIN,
    })
    made.node.addDependency(certifier)
    this.pem = made.getAttString('Pem')
  }
}

/** @throws Error in words for whoever deploys */
function insistOnChain({ name, sealingChain }: Stage): void {
  if (sealingChain === undefined) return
  const faults = sealingChainFaults(sealingChain, { now: new Date() })
  if (faults.length > 0)
    throw new Error(
      `Stage '${name}', sealingChain:\n${faults.map((fault) => `- ${fault}`).join('\n')}`,
    )
}
