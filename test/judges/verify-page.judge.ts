import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { verifyPage } from '../../infra/verify-page.ts'
import { readVectors } from '../document/vectors.ts'

const { pdf, keyFingerprint } = readVectors()
let dir: string
let server: Server
let browser: Browser
let page: Page
/** Everything the browser asked for since the page was there. */
let asked: string[]

const fileOf = (name: string) => join(dir, name)

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-page-'))
  await writeFile(fileOf('whole.pdf'), pdf)
  await writeFile(
    fileOf('<img src=x onerror=alert(1)>.pdf'),
    Buffer.concat([pdf, Buffer.from('x')]),
  )
  await writeFile(fileOf('note.txt'), 'nothing')
  const { html } = await verifyPage()
  await writeFile(fileOf('verify.html'), html)
  server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html),
  )
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening))
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  })
})
afterAll(async () => {
  await browser?.close()
  server?.close()
  await rm(dir, { recursive: true, force: true })
})

beforeEach(async () => {
  await page?.close()
  page = await browser.newPage()
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
  asked = []
  page.on('request', (request) => asked.push(request.url()))
  page.on('pageerror', (error) => asked.push(error.message))
})

const choose = async (...names: string[]) => {
  await page.getByLabel('Choose PDF files').setInputFiles(names.map(fileOf))
  await page
    .locator('article')
    .nth(names.length - 1)
    .waitFor()
}
const announced = () => page.getByRole('status').textContent()

describe('the page that checks sealed PDFs, in Chromium', () => {
  it('says of a whole file that it is unchanged, by whom and when', async () => {
    await choose('whole.pdf')
    expect(await announced()).toBe('whole.pdf: Unchanged since it was sealed.')
    const card = await page.getByRole('article').textContent()
    expect(card).toContain('CN=Lindenhof Behavioral Health, PLLC')
    expect(card?.replaceAll(' ', '')).toContain(keyFingerprint)
    expect(card).toContain('2026-03-11 01:41:08 UTC')
    expect(card).toContain('Anybody can make a key')
  })

  it('says where another was changed, whatever the file is named', async () => {
    await choose('<img src=x onerror=alert(1)>.pdf')
    expect(await announced()).toBe('<img src=x onerror=alert(1)>.pdf: NOT as it was sealed.')
    expect(await page.getByRole('article').textContent()).toContain('Added after the seal: 1 bytes')
    expect(await page.locator('img').count()).toBe(0)
  })

  it('checks again when the fingerprint of a key is given', async () => {
    await choose('whole.pdf')
    const field = page.getByLabel('Fingerprint of the practice’s key')
    await field.fill('ab')
    await page.getByText('this is not one').waitFor()
    expect(await page.getByRole('article').count()).toBe(0)
    await field.fill(keyFingerprint.toUpperCase().replaceAll(/../g, '$&:').slice(0, -1))
    await page.getByText('One of those expected.').waitFor()
    await field.fill('00'.repeat(32))
    await page.getByText('by an unknown sealer.').first().waitFor()
  })

  it('takes files that are dropped beside the field', async () => {
    const transfer = await page.evaluateHandle((digits: string) => {
      const transfer = new DataTransfer()
      const bytes = Uint8Array.from(digits.match(/../g) ?? [], (two) => Number.parseInt(two, 16))
      transfer.items.add(new File([bytes], 'dropped.pdf', { type: 'application/pdf' }))
      return transfer
    }, pdf.toString('hex'))
    await page.dispatchEvent('h1', 'drop', { dataTransfer: transfer })
    await page.getByRole('article').waitFor()
    expect(await announced()).toBe('dropped.pdf: Unchanged since it was sealed.')
  })

  it('is used by keyboard alone', async () => {
    const chooser = page.waitForEvent('filechooser')
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Skip to the content',
    )
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('files')
    await page.keyboard.press('Enter')
    await (await chooser).setFiles(fileOf('whole.pdf'))
    await page.getByRole('article').waitFor()
    expect(await announced()).toContain('Unchanged')
  })

  it('asks the network for nothing, and shows nothing of the content', async () => {
    await choose('whole.pdf', 'note.txt', '<img src=x onerror=alert(1)>.pdf')
    expect(asked).toEqual([])
    const text = await page.locator('main').textContent()
    for (const word of ['Zoë', 'Łukasiewicz', 'Progress note,', 'Maren'])
      expect(text).not.toContain(word)
  })

  it('does the same opened from a disk', async () => {
    await page.goto(`file://${fileOf('verify.html')}`)
    await choose('whole.pdf')
    expect(await announced()).toContain('Unchanged')
  })

  it('has a name for every field, and headings in order', async () => {
    await choose('whole.pdf')
    const levels = await page
      .locator('h1, h2, h3')
      .evaluateAll((all) => all.map(({ tagName }) => tagName))
    expect(levels).toEqual(['H1', 'H2', 'H3'])
    const unnamed = await page
      .locator('input, textarea')
      .evaluateAll(
        (all) => all.filter((field) => !(field as HTMLInputElement).labels?.length).length,
      )
    expect(unnamed).toBe(0)
  })
})

it('the page is whole by itself', async () => {
  const html = await readFile(fileOf('verify.html'), 'utf8')
  expect(html).not.toMatch(
    /\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import)\s*\(/,
  )
})
