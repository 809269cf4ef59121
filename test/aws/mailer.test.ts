import { SESv2Client, SendEmailCommand, TooManyRequestsException } from '@aws-sdk/client-sesv2'
import { mockClient } from 'aws-sdk-client-mock'
import { describe, expect, it } from 'vitest'
import { Mailer, ses } from '../../shared/aws/mailer.ts'

const client = new SESv2Client({ region: 'us-west-2' })
const mailer = new Mailer(client, 'noteseal@practice.test', 'Mail')
const mail = { subject: 'Two notes wait', text: 'Two', html: '<p>Two</p>' }

describe('a mail', () => {
  it('goes from the one address to one person, in UTF-8, and is watched', async () => {
    const sent = mockClient(client)
    sent.on(SendEmailCommand).resolves({ MessageId: '1' })
    await mailer.send('dr@practice.test', mail)
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' })
    expect(sent.commandCalls(SendEmailCommand).map(({ args: [{ input }] }) => input)).toEqual([
      {
        FromEmailAddress: 'noteseal@practice.test',
        ConfigurationSetName: 'Mail',
        Destination: { ToAddresses: ['dr@practice.test'] },
        Content: {
          Simple: {
            Subject: part('Two notes wait'),
            Body: { Text: part('Two'), Html: part('<p>Two</p>') },
          },
        },
      },
    ])
  })

  it('that SES did not take is the caller’s to know of', async () => {
    const fault = new TooManyRequestsException({ message: 'slower', $metadata: {} })
    mockClient(client).on(SendEmailCommand).rejects(fault)
    await expect(mailer.send('dr@practice.test', mail)).rejects.toBe(fault)
  })

  it('is tried once: SES cannot tell a second try from a second mail', async () => {
    expect(await ses().config.maxAttempts()).toBe(1)
  })
})
