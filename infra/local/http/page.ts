import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { html, Markup } from './html.ts'

export interface Page {
  readonly title: string
  readonly main: Markup
  /** Links at the top; none on pages that lead one way. */
  readonly navigation?: readonly { readonly href: string; readonly label: string }[]
  /** The link of `navigation` that is this page. */
  readonly current?: string
  /** Run once the page is there. The page works without it. */
  readonly script?: string
  readonly wide?: boolean
}

const STYLE = `
:root{color-scheme:light dark;--ink:#1d2733;--soft:#55636f;--paper:#fbfaf7;--card:#fff;--line:#dcd8cf;
--deep:#17594f;--deep-ink:#fff;--mark:#e7f1ee;--warn:#7a2e0e;--warn-paper:#fdf1e7}
@media (prefers-color-scheme:dark){:root{--ink:#e8e6e0;--soft:#a9b3ba;--paper:#14181c;--card:#1b2126;
--line:#343c43;--deep:#7fd0bf;--deep-ink:#0d2420;--mark:#1f322e;--warn:#ffc9a3;--warn-paper:#3a2416}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.55 ui-sans-serif,system-ui,"Segoe UI",sans-serif}
a{color:var(--deep);text-underline-offset:.18em}
:focus-visible{outline:3px solid var(--deep);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:1rem;background:var(--card);padding:.5rem 1rem}
header{border-bottom:1px solid var(--line);background:var(--card)}
header div,main{max-width:70rem;margin:0 auto;padding:0 1.25rem}
main>:not(.center){max-width:44rem}.wide main>*{max-width:none}
header div{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding-block:.9rem}
.brand{font:600 1.15rem Georgia,"Times New Roman",serif;letter-spacing:.01em;margin-right:auto}
nav ul{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;list-style:none;margin:0;padding:0}
nav a{text-decoration:none}nav a:hover,nav a[aria-current]{text-decoration:underline}
nav a[aria-current]{font-weight:600}
main{padding-block:2rem 4rem}
h1{font:600 1.9rem/1.2 Georgia,"Times New Roman",serif;margin:0 0 1rem}
h2{font:600 1.25rem/1.3 Georgia,"Times New Roman",serif;margin:2.5rem 0 .75rem}
h3{font-size:1rem;margin:1.5rem 0 .5rem}
p,ul,dl{margin:.5rem 0 1rem}.soft{color:var(--soft)}
code,kbd,pre,.code{font-family:ui-monospace,"SF Mono",Menlo,Consolas,monospace;font-size:.92em}
pre{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:1rem;overflow-x:auto;white-space:pre-wrap}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:var(--card);border:1px solid var(--line);border-radius:6px}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-top:1px solid var(--line)}
thead th{border-top:0;font-size:.85rem;color:var(--soft)}
td.code,th.code{white-space:nowrap}.number{text-align:right;font-variant-numeric:tabular-nums}
.once{font-size:1.15em;font-weight:600;letter-spacing:.08em}
.notice{border-left:4px solid var(--warn);background:var(--warn-paper);color:var(--warn);padding:.75rem 1rem;border-radius:0 6px 6px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:1.25rem 1.5rem}
form.inline{display:inline}form .row{margin:0 0 1.1rem}
label{display:block;font-weight:600;margin-bottom:.3rem}.hint{color:var(--soft);display:block;font-weight:400}
input{font:inherit;width:100%;padding:.6rem .7rem;border:1px solid var(--soft);border-radius:6px;background:var(--paper);color:var(--ink)}
input[inputmode]{letter-spacing:.3em;max-width:12rem}
button{font:inherit;font-weight:600;padding:.6rem 1.2rem;border:0;border-radius:6px;background:var(--deep);color:var(--deep-ink);cursor:pointer}
button.plain{background:none;color:var(--deep);border:1px solid var(--deep)}
.buttons{display:flex;flex-wrap:wrap;gap:.75rem}
dt{font-weight:600}dt .soft{font-weight:400}dd{margin:0 0 .6rem}dd p{margin:.2rem 0}
dl.fields{border-left:2px solid var(--line);padding-left:1rem;margin:.4rem 0}dl.fields dd{margin-bottom:.35rem}
details{border-top:1px solid var(--line);padding:.6rem 0}summary{cursor:pointer}
.verb{display:inline-block;min-width:4.2rem;font-weight:700;color:var(--deep)}
.fault{border:2px solid var(--warn);border-radius:6px;padding:.75rem 1rem;margin-bottom:1.25rem;color:var(--warn);background:var(--warn-paper)}
.center{max-width:26rem;margin-inline:auto}
`

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`

/** A whole document that loads nothing from anywhere. */
export function document(page: Page): Markup {
  const { title, navigation = [], current } = page
  return html`<!doctype html>
<html lang="en"${page.wide ? new Markup(' class="wide"') : ''}>
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} – Noteseal</title>
<link rel="icon" href="data:,">
<style>${new Markup(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header><div><span class="brand">Noteseal</span>${
    navigation.length > 0 &&
    html`<nav aria-label="Pages"><ul>${navigation.map(
      ({ href, label }) =>
        html`<li><a href="${href}"${new Markup(href === current ? ' aria-current="page"' : '')}>${label}</a></li>`,
    )}</ul></nav>`
  }</div></header>
<main id="main" tabindex="-1">
${page.main}
</main>
${page.script !== undefined && html`<script>${new Markup(page.script)}</script>`}
</body>
</html>
`
}

/** Answers with a page that may run nothing but its own script. */
export function sendPage(response: ServerResponse, page: Page, status = 200): void {
  const script = page.script === undefined ? "'none'" : hashOf(page.script)
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'same-origin',
      'x-content-type-options': 'nosniff',
      // No form-action: a sign-in ends with a redirect to the app that asked for it.
      'content-security-policy': `default-src 'none'; style-src ${hashOf(STYLE)}; script-src ${script}; connect-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'`,
    })
    .end(document(page).text)
}
