import { describe, expect, it, onTestFinished } from 'vitest'
import { type ConsoleView, startConsole } from '../../../../infra/local/console/console-server.ts'
import { oneTimeCode } from '../../../../infra/local/identity/accounts.ts'

const HOUR = 3_600_000
const SECRET = 'JBSWY3DPEHPK3PXP'

async function consoleOf(given: Partial<ConsoleView> = {}) {
  const clock = { offset: 0 }
  const realNow = () => Date.parse('2026-11-22T15:30:00.000Z')
  const server = await startConsole(
    {
      clock: {
        now: () => realNow() + clock.offset,
        realNow,
        offset: () => clock.offset,
        advance: async (milliseconds) => {
          if (milliseconds > 1000 * HOUR) throw new RangeError('Too far')
          clock.offset += milliseconds
        },
      },
      accounts: () => [
        {
          subject: 'ada',
          name: 'Ada <Example>',
          email: 'ada@practice.example',
          password: 'correct horse',
          totpSecret: SECRET,
        },
      ],
      functions: ['records-api'],
      mailbox: {
        list: async () => [
          {
            id: 'm/1',
            from: 'digest@practice.example',
            to: ['ada@practice.example'],
            cc: [],
            bcc: [],
            subject: 'Two notes wait',
            text: 'Good morning <Ada>',
            at: '2026-11-22T14:00:00.000Z',
          },
        ],
      },
      wire: { calls: () => [], clear: () => {} },
      addresses: () => ({ api: 'http://localhost:1', signIn: 'http://localhost:2' }),
      clientId: 'noteseal',
      deadLetters: async () => [{ queue: 'undelivered', letters: [] }],
      openApi: async () => description,
      dir: '/somewhere',
      ...given,
    },
    undefined,
  )
  onTestFinished(server.close)
  return { url: server.url, clock }
}

const description = {
  openapi: '3.1.0',
  info: { title: 'Words', version: '1', description: 'About `words`.' },
  tags: [{ name: 'Words', description: 'What people say.' }],
  paths: {
    '/v1/words/{word}': {
      put: {
        summary: 'Save a word',
        tags: ['Words'],
        parameters: [{ $ref: '#/components/parameters/If-Match' }],
        requestBody: {
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: {
                  text: { type: 'string', maxLength: 40, description: 'The <b>word</b>' },
                  kind: { enum: ['noun', 'verb'] },
                  owner: { $ref: '#/components/schemas/Id' },
                },
                required: ['text'],
              },
              example: { text: 'tea' },
            },
          },
        },
        responses: { 204: { description: 'Done' }, 412: { description: '`stale_revision`' } },
      },
    },
  },
  components: {
    schemas: { Id: { type: 'string', minLength: 26 } },
    parameters: { 'If-Match': { name: 'If-Match', in: 'header', required: true } },
  },
}

const page = async (url: string) => (await fetch(url)).text()

describe('the console', () => {
  it.each(['/', '/mail', '/mail/m%2F1', '/clock', '/api', '/wire', '/verify'])(
    '%s is a whole page that loads and runs nothing from elsewhere',
    async (path) => {
      const { url } = await consoleOf()
      const answer = await fetch(url + path)
      const text = await answer.text()
      expect(answer.status).toBe(200)
      expect(text).toMatch(/^<!doctype html>\n<html lang="en"/)
      expect(text).toMatch(/<title>[^<]+ – Noteseal<\/title>/)
      expect(text.match(/<h1>/g)).toHaveLength(1)
      expect(text).toContain('<main id="main"')
      expect(text).not.toMatch(/<(?:script|img|link|iframe)[^>]+(?:src|href)="(?!data:)/)
      expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
    },
  )

  it('shows who can sign in, with the codes of this moment', async () => {
    const { url } = await consoleOf()
    const text = await page(url)
    const code = oneTimeCode(SECRET, Date.parse('2026-11-22T15:30:00.000Z'))
    expect(text).toContain('ada@practice.example')
    expect(text).toContain(code)
    expect(text).toContain(SECRET)
    expect(text).toContain('real people belong in AWS')
    expect(await (await fetch(`${url}/codes.json`)).json()).toEqual([
      { subject: 'ada', code, secondsLeft: 30 },
    ])
  })

  it('escapes names and mails', async () => {
    const { url } = await consoleOf()
    expect(await page(url)).not.toContain('<Example>')
    expect(await page(`${url}/mail/m%2F1`)).not.toContain('<Ada>')
  })

  it.each([
    ['hour', HOUR],
    ['day', 24 * HOUR],
    // 9:30 in Chicago: the next morning is 22 and a half hours away.
    ['morning', 22.5 * HOUR],
  ])('moves the clock by its %s button', async (to, milliseconds) => {
    const { url, clock } = await consoleOf()
    const answer = await fetch(`${url}/clock`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: url },
      body: new URLSearchParams({ to }),
    })
    expect(answer.status).toBe(303)
    expect(clock.offset).toBe(milliseconds)
  })

  it('moves the clock for a program, and says how far it is', async () => {
    const { url } = await consoleOf()
    const move = (body: object) =>
      fetch(`${url}/clock.json`, { method: 'POST', body: JSON.stringify(body) })
    expect(await (await move({ advanceMs: HOUR })).json()).toEqual({
      now: '2026-11-22T16:30:00.000Z',
      offsetMs: HOUR,
    })
    expect((await move({ advanceMs: -1 })).status).toBe(400)
    expect((await move({ advanceMs: 2000 * HOUR })).status).toBe(400)
    expect(await (await fetch(`${url}/clock.json`)).json()).toMatchObject({ offsetMs: HOUR })
  })

  it('is not moved, or read, by another site’s page', async () => {
    const { url, clock } = await consoleOf()
    const headers = { origin: 'https://evil.example' }
    const move = await fetch(`${url}/clock`, {
      method: 'POST',
      headers,
      body: new URLSearchParams({ to: 'day' }),
    })
    expect(move.status).toBe(403)
    expect((await fetch(`${url}/codes.json`, { headers })).status).toBe(403)
    expect(clock.offset).toBe(0)
  })

  it('describes the API from its own description', async () => {
    const { url } = await consoleOf()
    const text = await page(`${url}/api`)
    for (const part of [
      'PUT',
      '/v1/words/{word}',
      'Save a word',
      '<code>words</code>',
      'What people say.',
      'If-Match',
      'at most 40 characters',
      '<code>noun</code> or <code>verb</code>',
      'href="#id"',
      '<code>stale_revision</code>',
      '&#34;text&#34;: &#34;tea&#34;',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('<b>word</b>')
  })

  it('says so where the API does not describe itself', async () => {
    const { url } = await consoleOf({ openApi: async () => ({ message: 'Not Found' }) })
    expect(await page(`${url}/api`)).toContain('does not describe itself')
  })

  it('answers 404 elsewhere', async () => {
    const { url } = await consoleOf()
    expect((await fetch(`${url}/nowhere`)).status).toBe(404)
    expect((await fetch(`${url}/mail/unknown`)).status).toBe(404)
  })
})
