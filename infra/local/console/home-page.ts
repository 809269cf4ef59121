import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import { CODE_PERIOD_SECONDS, oneTimeCode } from '../identity/accounts.ts'
import type { ConsoleView } from './console-server.ts'

export interface ShownCode {
  readonly subject: string
  readonly code: string
  readonly secondsLeft: number
}

/** By the real clock, as an authenticator app would show them. */
export function currentCodes({ accounts, clock }: ConsoleView): ShownCode[] {
  const at = clock.realNow()
  const secondsLeft = CODE_PERIOD_SECONDS - (Math.floor(at / 1000) % CODE_PERIOD_SECONDS)
  return accounts().map(({ subject, totpSecret }) => ({
    subject,
    code: oneTimeCode(totpSecret, at),
    secondsLeft,
  }))
}

export function homePage(view: ConsoleView): Page {
  const { api, signIn } = view.addresses()
  const codes = new Map(currentCodes(view).map((each) => [each.subject, each]))
  const [first] = codes.values()
  const rows = view.accounts().map(
    ({ subject, name, email, password, totpSecret }) => html`<tr>
<th scope="row">${name}</th><td>${email}</td><td class="code">${password}</td>
<td class="code once" data-code="${subject}">${codes.get(subject)?.code}</td><td class="code">${totpSecret}</td>
</tr>`,
  )
  return {
    title: 'This cloud',
    wide: true,
    main: html`<h1>A practice’s cloud, on this machine</h1>
<p class="notice">This is for evaluating, developing and testing. Real records of real people belong in AWS.</p>
<h2>Where things are</h2>
<dl>
<dt>API</dt><dd><code>${api}</code>: <a href="/api">what it offers</a></dd>
<dt>Sign-in</dt><dd><code>${signIn}</code>: OpenID Connect, code with PKCE; <a href="${signIn}/.well-known/openid-configuration">its description</a></dd>
<dt>Mailbox</dt><dd><a href="/mail">mails that were sent</a>; none leaves this machine</dd>
<dt>Clock</dt><dd><a href="/clock">move it forward</a> to see notes become late</dd>
<dt>Calls</dt><dd><a href="/wire">what the functions asked of AWS</a>, and what could not be delivered</dd>
<dt>Documents</dt><dd><a href="/verify">check whether a sealed PDF is unchanged</a>; it stays in your browser</dd>
<dt>State and logs</dt><dd><code>${view.dir}</code></dd>
</dl>
<h2 id="people">People who can sign in</h2>
${
  rows.length === 0
    ? html`<p>Nobody yet: the demo practice has not been founded here.</p>`
    : html`<p>Scan or type a secret into an authenticator app, or copy the code from here.
New codes in <span id="left">${first?.secondsLeft}</span> seconds.</p>
<div class="scroll" role="region" aria-labelledby="people" tabindex="0"><table>
<thead><tr><th scope="col">Name</th><th scope="col">E-mail</th><th scope="col">Password</th><th scope="col">One-time code</th><th scope="col">Its secret</th></tr></thead>
<tbody>${rows}</tbody></table></div>`
}
<h2>Functions</h2>
<p>Each runs the bundle that AWS would run, under its own role’s policy.</p>
<ul>${view.functions.map((name) => html`<li><code>${name}</code></li>`)}</ul>`,
    script: `setInterval(async () => {
  const answer = await fetch('/codes.json').catch(() => undefined)
  if (!answer || !answer.ok) return
  for (const { subject, code, secondsLeft } of await answer.json()) {
    const cell = document.querySelector('[data-code="' + CSS.escape(subject) + '"]')
    if (cell && cell.textContent !== code) cell.textContent = code
    const left = document.getElementById('left')
    if (left) left.textContent = secondsLeft
  }
}, 1000)`,
  }
}
