import { html, type Markup } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import { isParameter, OpenApi, Operation } from './openapi-form.ts'

const METHODS = ['get', 'post', 'put', 'patch', 'delete']

export interface Addresses {
  readonly api: string
  readonly signIn: string
}

/** The API's own description as a page to read: no script, nothing from elsewhere. */
export function apiPage(description: unknown, { api, signIn }: Addresses): Page {
  const read = OpenApi.safeParse(description)
  if (!read.success)
    return {
      title: 'API',
      main: html`<h1>API</h1><p>The API at <code>${api}</code> does not describe itself yet.</p>`,
    }
  const { info, paths, components } = read.data
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({
      method: method.toUpperCase(),
      path,
      operation: Operation.parse(methods[method]),
    })),
  )
  const groups = Map.groupBy(
    operations,
    ({ path, operation }) => operation.tags[0] ?? groupOf(path),
  )
  const schemas = Object.entries(components.schemas ?? {})
  return {
    title: 'API',
    wide: true,
    main: html`<h1>${info.title}</h1>
<p class="soft">Version ${info.version}. <a href="${api}/v1/openapi.json">The same for programs</a> (OpenAPI 3.1)</p>
${info.description && paragraphs(info.description)}
<h2>Calling it</h2>
<p>Ask <a href="${signIn}/.well-known/openid-configuration">the sign-in service</a> for a token
(authorization code with PKCE), and send it along. Without a good one the gateway itself answers 401,
with a body over 10 MB 413, and 503 when a function does not answer in time.</p>
<pre>curl -H "authorization: Bearer $TOKEN" ${api}/v1/me</pre>
<h2>Contents</h2>
<ul>${[...groups.keys()].map((group) => html`<li><a href="#${anchor(group)}">${group}</a></li>`)}</ul>
${[...groups].map(
  ([group, members]) => html`<h2 id="${anchor(group)}">${group}</h2>
${members.map(({ method, path, operation }) => operationPart(method, path, operation))}`,
)}
${
  schemas.length > 0 &&
  html`<h2>Forms</h2>${schemas.map(
    ([name, schema]) =>
      html`<details id="${anchor(name)}"><summary>${name}</summary><pre>${json(schema)}</pre></details>`,
  )}`
}`,
  }
}

function operationPart(method: string, path: string, operation: Operation): Markup {
  const { summary, description, parameters, requestBody, responses } = operation
  const named = parameters.filter(isParameter)
  return html`<details><summary><span class="verb">${method}</span> <code>${path}</code>${
    summary && html`: ${summary}`
  }</summary>
${description && paragraphs(description)}
${
  named.length > 0 &&
  html`<h3>Parameters</h3><dl>${named.map(
    (each) =>
      html`<dt><code>${each.name}</code> <span class="soft">${each.in}${
        each.required && ', required'
      }</span></dt><dd>${each.description}</dd>`,
  )}</dl>`
}
${requestBody && html`<h3>Body</h3>${contentPart(requestBody.content)}`}
<h3>Answers</h3>
<dl>${Object.entries(responses).map(
    ([status, answer]) =>
      html`<dt>${status}</dt><dd>${answer.description}${contentPart(answer.content)}</dd>`,
  )}</dl></details>`
}

function contentPart(content: Operation['responses'][string]['content']): Markup[] {
  return Object.entries(content ?? {}).map(
    ([type, { schema, example }]) => html`<p><code>${type}</code></p>
${schema !== undefined && html`<pre>${json(schema)}</pre>`}
${example !== undefined && html`<p>For example:</p><pre>${json(example)}</pre>`}`,
  )
}

const paragraphs = (text: string) => text.split(/\n{2,}/).map((each) => html`<p>${each}</p>`)

const json = (value: unknown) => JSON.stringify(value, null, 2)

const anchor = (text: string) => text.toLowerCase().replace(/[^a-z0-9]+/g, '-')

/** `/v1/clients/{clientId}/notes` belongs to `clients` where its tags do not say. */
const groupOf = (path: string) => path.split('/')[2] ?? path
