import { createHash, randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { privateFolder, writeDurably } from '../durable-file.ts'
import { asFailure } from '../http/json-protocol.ts'
import { notImplemented } from '../http/service-failure.ts'
import type { ServiceRequest, WireService } from '../http/wire-server.ts'
import { AccessDenied, type Authority } from '../iam/authority.ts'
import type { Mail, Mailbox } from '../service.ts'

export interface SesOptions {
  /** Folder in which each mail is a file. */
  readonly dir: string
  readonly region: string
  readonly account: string
  readonly now: () => number
  readonly authority: Authority
}

const Text = z.object({ Data: z.string() })

const SendEmailInput = z.object({
  FromEmailAddress: z.string().min(3),
  Destination: z.object({
    ToAddresses: z.array(z.string()).default([]),
    CcAddresses: z.array(z.string()).default([]),
    BccAddresses: z.array(z.string()).default([]),
  }),
  Content: z.object({
    Simple: z.object({
      Subject: Text,
      Body: z.object({ Text: Text.optional(), Html: Text.optional() }),
    }),
  }),
  ConfigurationSetName: z.string().optional(),
})
type SendEmailInput = z.infer<typeof SendEmailInput>

/** SES v2's `SendEmail`: nothing leaves the machine, every mail goes into one mailbox. */
export function createSes(options: SesOptions): { wire: WireService; mailbox: Mailbox } {
  const dir = privateFolder(options.dir)
  let count = readdirSync(dir).length

  async function sendEmail({ body, caller }: ServiceRequest): Promise<string> {
    const input = SendEmailInput.parse(JSON.parse(body.toString()))
    const { to, cc, bcc } = recipients(input)
    const sender = addressOf(input.FromEmailAddress)
    permit(caller, sender, [...to, ...cc, ...bcc], input.ConfigurationSetName)
    count += 1
    const at = new Date(options.now()).toISOString()
    const id = createHash('sha256').update(`${count} ${at}`).digest('hex').slice(0, 32)
    const { Subject, Body } = input.Content.Simple
    const mail: Mail = {
      id,
      from: input.FromEmailAddress,
      to,
      cc,
      bcc,
      subject: Subject.Data,
      ...(Body.Text && { text: Body.Text.Data }),
      ...(Body.Html && { html: Body.Html.Data }),
      ...(input.ConfigurationSetName && { configurationSet: input.ConfigurationSetName }),
      at,
    }
    const file = `${String(count).padStart(8, '0')}-${id}.json`
    await writeDurably(join(dir, file), JSON.stringify(mail, null, 1))
    return id
  }

  /** A verified domain counts for its addresses; a configuration set is a resource of its own. */
  function permit(
    caller: ServiceRequest['caller'],
    sender: string,
    all: readonly string[],
    configurationSet: string | undefined,
  ): void {
    const action = 'ses:SendEmail'
    const context = { 'ses:FromAddress': sender, 'ses:Recipients': all, 'ses:ApiVersion': '2' }
    const arn = (part: string) => `arn:aws:ses:${options.region}:${options.account}:${part}`
    const identities = [sender, sender.replace(/^.*@/, '')].map((name) => arn(`identity/${name}`))
    const resource = identities.find((identity) =>
      options.authority.allows(caller, { action, resource: identity, context }),
    )
    if (!resource) throw new AccessDenied(caller, action, identities[0] ?? '')
    options.authority.authorize(caller, { action, resource, context })
    if (!configurationSet) return
    const set = arn(`configuration-set/${configurationSet}`)
    options.authority.authorize(caller, { action, resource: set, context })
  }

  return {
    wire: {
      name: 'sesv2',
      signingName: 'ses',
      operationOf: ({ method, url }) =>
        method === 'POST' && url === '/v2/email/outbound-emails' ? 'SendEmail' : `${method} ${url}`,
      async handle(request, operation) {
        if (operation !== 'SendEmail') throw notImplemented('sesv2', operation)
        return answer(200, { MessageId: await sendEmail(request) })
      },
      refuse(error) {
        const { status, code, message } = asFailure(error)
        const denied = code === 'AccessDeniedException' ? 403 : status
        const headers = { 'x-amzn-errortype': code }
        const { headers: common, ...rest } = answer(denied, { message })
        return { ...rest, headers: { ...common, ...headers }, errorName: code }
      },
    },
    mailbox: {
      async list() {
        const files = readdirSync(dir).filter((name) => name.endsWith('.json'))
        const texts = await Promise.all(
          files.sort().map((name) => readFile(join(dir, name), 'utf8')),
        )
        return texts.map((text) => JSON.parse(text) as Mail)
      },
    },
  }
}

function recipients({ Destination }: SendEmailInput): Pick<Mail, 'to' | 'cc' | 'bcc'> {
  const { ToAddresses, CcAddresses, BccAddresses } = Destination
  return { to: ToAddresses, cc: CcAddresses, bcc: BccAddresses }
}

/** `Noteseal <no-reply@example.org>` → `no-reply@example.org`. */
function addressOf(text: string): string {
  return /<([^>]+)>$/.exec(text)?.[1] ?? text
}

function answer(status: number, body: unknown) {
  const headers = { 'content-type': 'application/json', 'x-amzn-requestid': randomUUID() }
  return { status, headers, body: JSON.stringify(body) }
}
