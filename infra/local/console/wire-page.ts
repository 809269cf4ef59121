import { html } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import { sequenceOf, type WireCall } from '../wire.ts'

export interface Letters {
  readonly queue: string
  readonly letters: readonly { readonly id: string; readonly body: string; readonly at: string }[]
}

const INVOCATIONS_SHOWN = 60

/** Calls by invocation, newest first, and what was given up. */
export function wirePage(calls: readonly WireCall[], queues: readonly Letters[]): Page {
  const invocations = [...Map.groupBy(calls, ({ traceId }) => traceId).values()]
    .reverse()
    .slice(0, INVOCATIONS_SHOWN)
  return {
    title: 'Calls',
    wide: true,
    main: html`<h1>What the functions asked of AWS</h1>
<p>One row for each invocation, newest first. <em>One after another</em> counts the calls that had to
wait for one another; the rest went out at the same time.</p>
<div class="scroll"><table>
<thead><tr><th scope="col">Function</th><th scope="col">Calls</th><th scope="col">In all</th><th scope="col">One after another</th><th scope="col">ms</th></tr></thead>
<tbody>${invocations.map(row)}</tbody></table></div>
<h2>What could not be done</h2>
${queues.map(
  ({ queue, letters }) => html`<h3><code>${queue}</code></h3>
${
  letters.length === 0
    ? html`<p>Nothing.</p>`
    : html`<ul>${letters.map(({ body, at }) => html`<li>${at}<pre>${body}</pre></li>`)}</ul>`
}`,
)}`,
  }
}

function row(calls: readonly WireCall[]) {
  const began = Math.min(...calls.map(({ startedAt }) => startedAt))
  const ended = Math.max(...calls.map(({ endedAt }) => endedAt))
  return html`<tr><th scope="row">${calls[0]?.functionName}</th>
<td>${calls.map(
    ({ service, operation, errorName }) =>
      html`<div class="code">${service} ${operation}${errorName && ` (${errorName})`}</div>`,
  )}</td>
<td class="number">${calls.length}</td><td class="number">${sequenceOf(calls).length}</td>
<td class="number">${(ended - began).toFixed(1)}</td></tr>`
}
