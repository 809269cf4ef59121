import { describe, expect, it } from 'vitest'
import { type Digest, digestOf } from '../../shared/digest/digest.ts'
import { digestMail } from '../../shared/digest/digest-mail.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'

const owed = (more: Partial<Obligation>): Obligation => ({
  obligationId: 'o',
  clientId: 'canary-client',
  kind: 'note',
  sessionId: 'canary-session',
  memberId: 'm',
  sessionStart: '2026-03-06T15:00:00.000Z',
  dueAt: '2026-03-07T16:00:00.000Z',
  level: 'late',
  state: 'open',
  ...more,
})

const mail = (digest: Digest) =>
  digestMail(digest, 'America/New_York', 'https://app.example.org/?a=1&b=2')

describe('a digest', () => {
  it('counts what is late, soon, to be co-signed and escalated, with the first due time of each', () => {
    const at = (hour: number) => `2026-03-07T${hour}:00:00.000Z`
    const digest = digestOf(
      [
        owed({ dueAt: at(16) }),
        owed({ dueAt: at(12), level: 'supervisor' }),
        owed({ dueAt: at(20), level: 'reminder' }),
        owed({ dueAt: at(22), level: 'none', kind: 'co-signature' }),
        owed({ dueAt: at(10), level: 'none' }),
      ],
      [owed({ dueAt: at(11), level: 'supervisor' }), owed({ dueAt: at(10), level: 'late' })],
    )
    expect(digest).toEqual({
      late: { count: 2, firstDueAt: at(12) },
      soon: { count: 1, firstDueAt: at(20) },
      coSignatures: { count: 1, firstDueAt: at(22) },
      escalated: { count: 1, firstDueAt: at(11) },
    })
  })

  it('is none where there is nothing to hear', () => {
    expect(digestOf([owed({ level: 'none' })], [owed({ level: 'late' })])).toBeUndefined()
    expect(digestOf([], [])).toBeUndefined()
  })
})

describe('the mail', () => {
  const pile = (count: number) => ({ count, firstDueAt: '2026-03-08T06:30:00.000Z' })

  it.each([
    [{ late: pile(1) }, '1 note is late', 'It was due March 8, 2026, 1:30 AM EST.'],
    [
      { late: pile(2), soon: pile(1) },
      '2 notes are late',
      'The oldest was due March 8, 2026, 1:30 AM EST.',
    ],
    [{ soon: pile(3) }, '3 notes are due soon', 'The first is due March 8, 2026, 1:30 AM EST.'],
    [
      { coSignatures: pile(1) },
      '1 note waits for your co-signature',
      'It is due March 8, 2026, 1:30 AM EST.',
    ],
    [{ escalated: pile(2) }, '2 notes are long overdue', 'of people you supervise'],
  ])('%o says it in its subject and in both its bodies', (digest, subject, detail) => {
    const { subject: said, text, html } = mail(digest)
    expect(said).toBe(subject)
    for (const body of [text, html]) expect(body).toContain(detail)
  })

  it('tells the time as it is on that day, before and after the clocks change', () => {
    const before = mail({ soon: { count: 1, firstDueAt: '2026-03-08T06:59:00.000Z' } })
    const after = mail({ soon: { count: 1, firstDueAt: '2026-03-08T07:01:00.000Z' } })
    expect(before.text).toContain('1:59 AM EST')
    expect(after.text).toContain('3:01 AM EDT')
  })

  it('is readable for everybody: language, one heading, a list, a link with words, nothing loaded', () => {
    const { html } = mail({ late: pile(2), soon: pile(1) })
    expect(html).toContain('<html lang="en">')
    expect(html.match(/<h1/g)).toHaveLength(1)
    expect(html.match(/<li/g)).toHaveLength(2)
    expect(html).toContain('href="https://app.example.org/?a=1&amp;b=2"')
    expect(html).toMatch(/>Open your worklist<\/a>/)
    expect(html).not.toMatch(/<img|<script|<link|url\(|src=/)
    const sizes = [...html.matchAll(/font-size:(\d+)px/g)].map((match) => Number(match[1]))
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(16)
  })

  it('has enough contrast wherever it says colours, light and dark', () => {
    const { html } = mail({ late: pile(1) })
    const pairs = [
      ['#17201d', '#ffffff'],
      ['#17201d', '#f4f6f5'],
      ['#4a5652', '#ffffff'],
      ['#ffffff', '#1f5c50'],
      ['#eef2f0', '#141817'],
      ['#eef2f0', '#1f2624'],
      ['#b9c4c0', '#141817'],
    ] as const
    for (const [ink, paper] of pairs) {
      expect(html).toContain(ink)
      expect(html).toContain(paper)
      expect(contrast(ink, paper)).toBeGreaterThan(4.5)
    }
  })
})

/** WCAG 2.2, contrast ratio. */
function contrast(a: string, b: string): number {
  const [lighter = 0, darker = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (lighter + 0.05) / (darker + 0.05)
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}
