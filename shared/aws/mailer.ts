import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2'
import type { Mail } from '../digest/digest-mail.ts'

/** Sends mail from the stage's one address. */
export class Mailer {
  readonly #ses: SESv2Client
  readonly #from: string
  readonly #configurationSet: string

  constructor(ses: SESv2Client, from: string, configurationSet: string) {
    this.#ses = ses
    this.#from = from
    this.#configurationSet = configurationSet
  }

  async send(to: string, { subject, text, html }: Mail): Promise<void> {
    const part = (Data: string) => ({ Data, Charset: 'UTF-8' })
    await this.#ses.send(
      new SendEmailCommand({
        FromEmailAddress: this.#from,
        ConfigurationSetName: this.#configurationSet,
        Destination: { ToAddresses: [to] },
        Content: {
          Simple: { Subject: part(subject), Body: { Text: part(text), Html: part(html) } },
        },
      }),
    )
  }
}

/**
 * Made once, outside any handler. SES knows no repeated request: a mail that may have gone out is
 * not sent again by the client, only by whoever sees that it was not marked as sent.
 */
export const ses = (): SESv2Client => new SESv2Client({ maxAttempts: 1 })
