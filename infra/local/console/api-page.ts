import { html, type Markup } from '../http/html.ts'
import type { Page } from '../http/page.ts'
import { type Content, OpenApi, Operation, type Parameter } from './openapi-form.ts'
import { anchorOf, schemaPart, textOf } from './schema-part.ts'

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
      main: html`<h1>API</h1><p>The API at <code>${api}</code> does not describe itself.</p>`,
    }
  const { info, tags, paths, components } = read.data
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => ({
      method: method.toUpperCase(),
      path,
      operation: Operation.parse(methods[method]),
    })),
  )
  const byTag = Map.groupBy(operations, ({ operation }) => operation.tags[0] ?? 'Other')
  const aboutTag = new Map(tags.map(({ name, description }) => [name, description]))
  return {
    title: 'API',
    wide: true,
    main: html`<h1>The API of ${info.title}</h1>
${paragraphs(info.description)}
<p><a href="${api}/v1/openapi.json">The same for programs</a> (OpenAPI 3.1), version ${info.version}.</p>
<h2>Calling it</h2>
<p>Every call but the one for its description carries an access token of the sign-in service
(<a href="${signIn}/.well-known/openid-configuration">its description</a>: authorization code with
PKCE). <a href="/api/sign-in">Sign in here and see one.</a></p>
<pre>curl -H "authorization: Bearer $TOKEN" ${api}/v1/me</pre>
<h2>Contents</h2>
<ul>${[...byTag.keys()].map((tag) => html`<li><a href="#${anchorOf(tag)}">${tag}</a></li>`)}
<li><a href="#forms">Forms</a></li></ul>
${[...byTag].map(
  ([
    tag,
    members,
  ]) => html`<section aria-labelledby="${anchorOf(tag)}"><h2 id="${anchorOf(tag)}">${tag}</h2>
${paragraphs(aboutTag.get(tag))}
${members.map(({ method, path, operation }) =>
  operationPart(method, path, operation, components.parameters),
)}</section>`,
)}
<h2 id="forms">Forms</h2>
${Object.entries(components.schemas).map(
  ([name, schema]) => html`<h3 id="${anchorOf(name)}">${name}</h3>${schemaPart(schema)}`,
)}`,
  }
}

function operationPart(
  method: string,
  path: string,
  { summary, description, parameters, requestBody, responses }: Operation,
  shared: Readonly<Record<string, Parameter>>,
): Markup {
  const named = parameters.flatMap((each) => {
    const found = '$ref' in each ? shared[each.$ref.split('/').at(-1) ?? ''] : each
    return found ? [found] : []
  })
  return html`<details><summary><span class="verb">${method}</span> <code>${path}</code>${
    summary && html`<span class="soft"> ${summary}</span>`
  }</summary>
${paragraphs(description)}
${
  named.length > 0 &&
  html`<h3>Parameters</h3><dl>${named.map(
    (each) =>
      html`<dt><code>${each.name}</code> <span class="soft">in the ${each.in}${
        !each.required && ', optional'
      }</span></dt><dd>${textOf(each.description)}</dd>`,
  )}</dl>`
}
${requestBody && html`<h3>Body</h3>${contentPart(requestBody.content)}`}
<h3>Answers</h3>
<dl>${Object.entries(responses).map(
    ([status, answer]) =>
      html`<dt>${status}</dt><dd>${paragraphs(answer.description)}${
        // Refusals are all of one form: a problem, described once.
        status.startsWith('2') && contentPart(answer.content)
      }</dd>`,
  )}</dl></details>`
}

function contentPart(content: Content): Markup[] {
  return Object.values(content).map(
    ({ schema, example }) => html`${schema !== undefined && schemaPart(schema)}
${example !== undefined && html`<p>For example:</p><pre>${JSON.stringify(example, null, 2)}</pre>`}`,
  )
}

const paragraphs = (words: string | undefined): Markup[] =>
  (words ?? '')
    .split(/\n{2,}/)
    .filter((each) => each !== '')
    .map((each) => html`<p>${textOf(each)}</p>`)
