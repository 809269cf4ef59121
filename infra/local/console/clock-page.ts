import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'

export interface Jump {
  readonly key: string
  readonly label: string
  readonly milliseconds: number
}

const HOUR = 3_600_000
const MORNING = 8

/**
 * Where the clock can be moved from here.
 *
 * @param now milliseconds since 1970
 * @param zone in which it is to become morning
 */
export function jumpsFrom(now: number, zone: string): Jump[] {
  return [
    { key: 'hour', label: 'An hour', milliseconds: HOUR },
    {
      key: 'morning',
      label: `To the next morning, ${MORNING}:00`,
      milliseconds: untilMorning(now, zone),
    },
    { key: 'day', label: 'A day', milliseconds: 24 * HOUR },
    { key: 'week', label: 'A week', milliseconds: 7 * 24 * HOUR },
  ]
}

function untilMorning(now: number, zone: string): number {
  const hourOf = (at: number) =>
    Number(
      new Intl.DateTimeFormat('en-US', {
        timeZone: zone,
        hour: 'numeric',
        hourCycle: 'h23',
      }).format(at),
    )
  // Whole hours are tried one by one, as a day may have 23 or 25 of them.
  let at = Math.floor(now / HOUR) * HOUR + HOUR
  while (hourOf(at) !== MORNING) at += HOUR
  return at - now
}

export interface ClockShown {
  /** Milliseconds since 1970. */
  readonly now: number
  readonly offsetMs: number
  readonly zone: string
}

export function clockPage({ now, offsetMs, zone }: ClockShown): Page {
  const time = new Intl.DateTimeFormat('en-US', {
    dateStyle: 'full',
    timeStyle: 'long',
    timeZone: zone,
  })
  return {
    title: 'Clock',
    main: html`<h1>Clock</h1>
<p>Here it is <strong><time datetime="${new Date(now).toISOString()}">${time.format(now)}</time></strong>,
${Math.abs(offsetMs) < 60_000 ? 'as outside' : `${spoken(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead of' : 'behind'} the world outside`}.</p>
<p>Move it forward, and whatever falls due until then happens: reminders, late flags, the morning’s
digest, tokens that expire. It never goes back; <code>npm start -- --reset</code> begins anew.</p>
<form method="post" action="/clock" class="card"><div class="buttons">
${jumpsFrom(now, zone).map(
  ({ key, label }) =>
    html`<button type="submit" name="to" value="${key}" class="plain">${label}</button>`,
)}
</div></form>
<h2>From a program</h2>
<pre>GET  /clock.json                         {"now": "…", "offsetMs": 0}
POST /clock.json  {"advanceMs": 3600000}  the same, once what fell due has run</pre>`,
  }
}

function spoken(milliseconds: number): string {
  const hours = Math.round(milliseconds / HOUR)
  if (hours < 1) return `${Math.round(milliseconds / 60_000)} minutes`
  return hours < 48 ? `${hours} hours` : `${Math.round(hours / 24)} days`
}
