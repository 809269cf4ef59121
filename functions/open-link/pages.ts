import { createHash } from 'node:crypto'
import { spokenTime } from '../../shared/clock.ts'
import type { LinkDoor } from '../../shared/release/link.ts'

const style = `
:root{color-scheme:light dark}
body{margin:0;font:17px/1.55 system-ui,sans-serif;background:Canvas;color:CanvasText}
main{max-width:34rem;margin:12vh auto 3rem;padding:0 1.5rem}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}
ul{list-style:none;padding:0;margin:1.5rem 0}
li a,button{display:inline-block;margin:.25rem 0;padding:.7rem 1.2rem;border:0;border-radius:.4rem;background:#1d4f73;color:#fff;font:inherit;font-weight:600;text-decoration:none;cursor:pointer}
li a:focus-visible,button:focus-visible{outline:3px solid #f5a623;outline-offset:2px}
small{display:block;margin-top:2rem;font-size:.875rem;opacity:.8}
`

const hash = createHash('sha256').update(style).digest('base64')

/** Nothing is fetched, kept, framed or told to the next page. */
export const pageHeaders: Readonly<Record<string, string>> = {
  'content-security-policy': `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'x-robots-tag': 'noindex, nofollow',
  'strict-transport-security': 'max-age=31536000',
}

const whole = (title: string, body: string): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body><main>
${body}
</main></body>
</html>
`

/** It tells neither whose records these are, nor how many. */
export const doorPage = ({ practiceName, expiresAt, zone }: LinkDoor): string =>
  whole(
    'Confidential documents',
    `<h1>${escaped(practiceName)} has confidential documents for you</h1>
<p>Go on only if they are meant for you. Each time you go on is counted and written down.</p>
<form method="post"><button>Show the documents</button></form>
<small>This link works until ${escaped(spokenTime(expiresAt, zone))}.</small>`,
  )

/** @param documents in the order in which they were given */
export function documentsPage(
  { practiceName, opened, openings }: LinkDoor,
  documents: readonly { readonly url: string; readonly bytes: number }[],
): string {
  const left = openings - opened - 1
  const links = documents.map(
    ({ url, bytes }, i) =>
      `<li><a href="${escaped(url)}" rel="noreferrer">Document ${i + 1} of ${documents.length}, PDF, ${sizeOf(bytes)}</a></li>`,
  )
  return whole(
    'Confidential documents',
    `<h1>Documents from ${escaped(practiceName)}</h1>
<p>Save them within one minute: then these buttons work no longer.</p>
<ul>
${links.join('\n')}
</ul>
<p>They are confidential. Use them for nothing but what they were given to you for, and pass them on only where the law lets you. If they reached you by mistake, read no further, tell the practice, and destroy what you have.</p>
<small>${left === 0 ? 'This was the last time that this link can be used.' : `This link can be used ${left === 1 ? 'once more' : `${left} more times`}.`}</small>`,
  )
}

export const notTherePage = whole(
  'Nothing here',
  `<h1>There is nothing here</h1>
<p>This link is not right, or it has ended. Ask whoever sent it to you for another.</p>`,
)

const sizeOf = (bytes: number): string =>
  bytes < 1_000_000
    ? `${Math.max(1, Math.round(bytes / 1000))} KB`
    : `${(bytes / 1e6).toFixed(1)} MB`

const escaped = (text: string): string =>
  text.replace(
    /[&<>"']/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? '',
  )
