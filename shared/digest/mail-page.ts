export interface MailPage {
  readonly subject: string
  readonly lines: readonly { what: string; when: string; urgent: boolean }[]
  readonly appUrl: string
  readonly footer: string
}

/**
 * A mail's HTML: no image, no script, nothing loaded, so nobody learns that it was opened. One
 * heading, a real list, text of at least 16 pixels, contrast above 4.5 to 1 in light and dark, and
 * urgency said in words, never by colour alone.
 */
export function mailPage({ subject, lines, appUrl, footer }: MailPage): string {
  const items = lines
    .map(
      ({ what, when, urgent }) => `
        <li class="item" style="margin:0 0 12px;padding:14px 16px;list-style:none;border-left:4px solid ${urgent ? '#b3261e' : '#2f6f62'};background:#f4f6f5;border-radius:4px">
          <strong style="display:block;font-size:17px">${escaped(what)}</strong>
          <span style="font-size:16px">${escaped(when)}</span>
        </li>`,
    )
    .join('')
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>${escaped(subject)}</title>
    <style>
      @media (prefers-color-scheme: dark) {
        .page { background: #141817 !important; color: #eef2f0 !important; }
        .item { background: #1f2624 !important; }
        .foot { color: #b9c4c0 !important; }
      }
    </style>
  </head>
  <body class="page" style="margin:0;padding:24px 16px;background:#ffffff;color:#17201d;font-family:system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;line-height:1.5">
    <main style="max-width:520px;margin:0 auto">
      <h1 style="margin:0 0 20px;font-size:22px;line-height:1.3">Good morning</h1>
      <ul style="margin:0 0 24px;padding:0">${items}
      </ul>
      <p style="margin:0 0 28px">
        <a href="${escaped(appUrl)}" style="display:inline-block;padding:12px 20px;background:#1f5c50;color:#ffffff;font-size:16px;font-weight:600;text-decoration:none;border-radius:6px">Open your worklist</a>
      </p>
      <p class="foot" style="margin:0;font-size:16px;color:#4a5652">${escaped(footer)}</p>
    </main>
  </body>
</html>
`
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
