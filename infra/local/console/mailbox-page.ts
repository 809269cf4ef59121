import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import type { Mail } from '../services/service.ts'

export function mailboxPage(mails: readonly Mail[]): Page {
  const rows = [...mails].reverse().map(
    ({
      id,
      to,
      subject,
      at,
    }) => html`<tr><td class="code"><time datetime="${at}">${shortTime(at)}</time></td>
<td>${to.join(', ')}</td><td><a href="/mail/${encodeURIComponent(id)}">${subject}</a></td></tr>`,
  )
  return {
    title: 'Mailbox',
    wide: true,
    main: html`<h1>Mailbox</h1>
<p>Every mail the functions sent, newest first. They hold no names of clients and no words of notes.</p>
${
  rows.length === 0
    ? html`<p>No mail yet. Digests go out in the morning: <a href="/clock">move the clock there</a>.</p>`
    : html`<div class="scroll"><table><thead><tr><th scope="col">Sent (UTC)</th><th scope="col">To</th><th scope="col">Subject</th></tr></thead><tbody>${rows}</tbody></table></div>`
}`,
  }
}

export function messagePage(mail: Mail): Page {
  return {
    title: mail.subject,
    main: html`<h1>${mail.subject}</h1>
<dl><dt>From</dt><dd>${mail.from}</dd><dt>To</dt><dd>${[...mail.to, ...mail.cc, ...mail.bcc].join(', ')}</dd>
<dt>Sent</dt><dd><time datetime="${mail.at}">${shortTime(mail.at)} UTC</time></dd></dl>
${
  mail.text === undefined
    ? html`<p>It has no text part. Its HTML:</p><pre>${mail.html}</pre>`
    : html`<pre>${mail.text}</pre>`
}
<p><a href="/mail">Back to the mailbox</a></p>`,
  }
}

/** `2026-11-22 08:30:00` */
export function shortTime(at: string): string {
  return at.slice(0, 19).replace('T', ' ')
}
