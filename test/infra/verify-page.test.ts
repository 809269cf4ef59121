import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { type VerifyPage, verifyPage } from '../../infra/verify-page.ts'

let page: VerifyPage
beforeAll(async () => {
  page = await verifyPage()
})

const inside = (tag: string) => new RegExp(`<${tag}>([^]*?)</${tag}>`).exec(page.html)?.[1] ?? ''
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

describe('the page that checks sealed PDFs', () => {
  it('may run its own script and look as it does, and ask the network for nothing', () => {
    expect(page.policy).toContain("default-src 'none'")
    expect(page.policy).toContain(`script-src ${hash(inside('script'))};`)
    expect(page.policy).toContain(`style-src ${hash(inside('style'))};`)
    expect(page.policy).not.toContain('connect-src')
    expect(page.html).toContain(`content="${page.policy}"`)
  })

  it('is one file: it names no other', () => {
    expect(page.html).not.toMatch(/<(?:script|img|link|iframe)[^>]+(?:src|href)="(?!data:)/)
    expect(page.html).not.toMatch(/\b(?:https?:)?\/\/(?!www\.w3\.org\/2000\/svg)[a-z]/i)
    expect(page.html).not.toMatch(/\{(?:script|style|policy)\}/)
  })

  it('has no way to send anything', () => {
    expect(inside('script')).not.toMatch(
      /\b(?:fetch|XMLHttpRequest|WebSocket|sendBeacon|EventSource|import)\s*\(/,
    )
    expect(inside('script')).toContain('ETSI')
  })

  it('is the same bytes each time', async () => {
    expect((await verifyPage()).html).toBe(page.html)
  })
})
