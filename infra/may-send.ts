import { Stack } from 'aws-cdk-lib'
import type { IQueue } from 'aws-cdk-lib/aws-sqs'
import type { Mail } from './mail.ts'
import { keyOf, type Right, statement } from './right.ts'

export const sendTo = (queue: IQueue): Right => ({
  statements: [
    statement('SendToQueue', ['sqs:SendMessage'], [queue.queueArn]),
    statement(
      'LockQueue',
      ['kms:GenerateDataKey', 'kms:Decrypt'],
      [keyOf(queue.node.path, queue.encryptionMasterKey).keyArn],
      {
        StringEquals: {
          'kms:ViaService': `sqs.${Stack.of(queue).region}.${Stack.of(queue).urlSuffix}`,
        },
      },
    ),
  ],
})

/** Mails from the stage's one address. */
export const sendMail = ({ from, identityArn, configurationSetArn }: Mail): Right => ({
  statements: [
    statement('SendMail', ['ses:SendEmail'], [identityArn, configurationSetArn], {
      StringEquals: { 'ses:FromAddress': from },
    }),
  ],
})
