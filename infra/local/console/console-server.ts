import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { z } from 'zod'
import { verifyPage } from '../../verify-page.ts'
import { formBody, textBody } from '../http/form-body.ts'
import { html } from '../http/html.ts'
import { type LocalServer, listen } from '../http/listen.ts'
import { type Page, sendPage } from '../http/page.ts'
import type { DemoAccount } from '../identity/demo-accounts.ts'
import type { Mailbox } from '../services/service.ts'
import type { Wire } from '../wire.ts'
import { apiPage } from './api-page.ts'
import { apiSignIn } from './api-sign-in.ts'
import { clockPage, jumpsFrom } from './clock-page.ts'
import { currentCodes, homePage } from './home-page.ts'
import { mailboxPage, messagePage } from './mailbox-page.ts'
import { type Letters, wirePage } from './wire-page.ts'

/** What the console shows of the cloud. */
export interface ConsoleView {
  readonly clock: {
    now(): number
    realNow(): number
    offset(): number
    advance(milliseconds: number): Promise<void>
  }
  readonly accounts: () => readonly DemoAccount[]
  readonly functions: readonly string[]
  readonly mailbox: Mailbox
  readonly wire: Wire
  readonly addresses: () => { readonly api: string; readonly signIn: string }
  /** The app that people sign in to. */
  readonly clientId: string
  readonly deadLetters: () => Promise<readonly Letters[]>
  /** The API's description of itself. */
  readonly openApi: () => Promise<unknown>
  /** Where state lives. */
  readonly dir: string
}

const navigation = [
  { href: '/', label: 'Home' },
  { href: '/mail', label: 'Mailbox' },
  { href: '/clock', label: 'Clock' },
  { href: '/api', label: 'API' },
  { href: '/wire', label: 'Calls' },
  { href: '/verify', label: 'Check a PDF' },
]

/** In the demo practice's zone, as its people would say. */
const ZONE = 'America/Chicago'

const Advance = z.object({ advanceMs: z.int().nonnegative() })

/** Pages about the cloud for whoever evaluates it. */
export async function startConsole(
  view: ConsoleView,
  port: number | undefined,
): Promise<LocalServer> {
  const signIn = apiSignIn(
    () => ({ url: view.addresses().signIn, clientId: view.clientId }),
    () => listening.url,
  )
  const server = createServer(async (request, response) => {
    try {
      await answer(view, signIn, request, response)
    } catch (error) {
      const bad = error instanceof RangeError || error instanceof SyntaxError
      if (!response.headersSent) sendPage(response, faultPage(error), bad ? 400 : 500)
    }
  })
  const listening = await listen(server, port)
  return listening
}

async function answer(
  view: ConsoleView,
  signIn: ReturnType<typeof apiSignIn>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://console')
  const { clock } = view
  const show = (page: Page, status = 200) =>
    sendPage(response, { current: pathname, ...page, navigation }, status)

  // Another site's page must not move the clock, or learn what is here under a name of its own.
  if (!isLocal(request)) return sendJson(response, { message: 'Forbidden' }, 403)
  switch (`${request.method} ${pathname}`) {
    case 'GET /':
      return show(homePage(view))
    case 'GET /codes.json':
      return sendJson(response, currentCodes(view))
    case 'GET /mail':
      return show(mailboxPage(await view.mailbox.list()))
    case 'GET /mail.json':
      return sendJson(response, await view.mailbox.list())
    case 'GET /clock':
      return show(clockPage({ now: clock.now(), offsetMs: clock.offset(), zone: ZONE }))
    case 'POST /clock': {
      const to = (await formBody(request)).get('to')
      const jump = jumpsFrom(clock.now(), ZONE).find(({ key }) => key === to)
      if (jump) await clock.advance(jump.milliseconds)
      response.writeHead(303, { location: '/clock' }).end()
      return
    }
    case 'GET /clock.json':
      return sendJson(response, clockNow(view))
    case 'POST /clock.json': {
      const asked = Advance.safeParse(JSON.parse(await textBody(request)))
      if (!asked.success) return sendJson(response, { message: z.prettifyError(asked.error) }, 400)
      await clock.advance(asked.data.advanceMs)
      return sendJson(response, clockNow(view))
    }
    case 'GET /api':
      return show(apiPage(await view.openApi(), view.addresses()))
    case 'GET /api/sign-in':
      response.writeHead(303, { location: signIn.begin() }).end()
      return
    case 'GET /api/callback':
      return show(await signIn.finish(searchParams, view.addresses().api))
    case 'GET /verify':
      return sendVerifyPage(response)
    case 'GET /wire':
      return show(wirePage(view.wire.calls(), await view.deadLetters()))
    case 'GET /wire.json':
      return sendJson(response, view.wire.calls())
  }
  const mailId = /^\/mail\/([^/]+)$/.exec(pathname)?.[1]
  const mails = mailId === undefined ? [] : await view.mailbox.list()
  const mail = mails.find(({ id }) => encodeURIComponent(id) === mailId)
  if (mail) return show({ ...messagePage(mail), current: '/mail' })
  show({ title: 'Not found', main: html`<h1>There is no such page</h1>` }, 404)
}

function isLocal({ headers }: IncomingMessage): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '')
  const own = ['localhost', '127.0.0.1', '[::1]'].includes(host)
  return own && (headers.origin === undefined || headers.origin === `http://${headers.host}`)
}

function clockNow({ clock }: ConsoleView) {
  return { now: new Date(clock.now()).toISOString(), offsetMs: clock.offset() }
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(value))
}

/** As it would lie on any server: it has no part in this cloud. */
async function sendVerifyPage(response: ServerResponse): Promise<void> {
  const { html, policy } = await verifyPage()
  response
    .writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'content-security-policy': `${policy}; frame-ancestors 'none'`,
    })
    .end(html)
}

function faultPage(error: unknown): Page {
  const why = error instanceof Error ? error.message : 'Unknown fault'
  return { title: 'Fault', navigation, main: html`<h1>That did not work</h1><p>${why}</p>` }
}
