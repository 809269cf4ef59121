import { html, type Markup } from '../http/html.ts'

type Schema = Readonly<Record<string, unknown>>

/** A JSON Schema for people: fields with their kinds and rules, one below the other. */
export function schemaPart(schema: unknown): Markup {
  if (!isSchema(schema)) return html`anything`
  const fields = fieldsOf(schema)
  if (fields) return fieldList(fields)
  const items = schema['items']
  if (schema['type'] === 'array' && isSchema(items) && fieldsOf(items))
    return html`<p>A list, each with:</p>${schemaPart(items)}`
  return html`<p>${kindOf(schema)}</p>`
}

interface Field {
  readonly name: string
  readonly schema: unknown
  readonly required: boolean
}

function fieldsOf(schema: Schema): Field[] | undefined {
  const properties = schema['properties']
  if (!isSchema(properties)) return undefined
  const required = Array.isArray(schema['required']) ? schema['required'] : []
  return Object.entries(properties).map(([name, each]) => ({
    name,
    schema: each,
    required: required.includes(name),
  }))
}

function fieldList(fields: readonly Field[]): Markup {
  return html`<dl class="fields">${fields.map(
    ({ name, schema, required }) =>
      html`<dt><code>${name}</code> <span class="soft">${kindOf(schema)}${
        !required && ', optional'
      }</span></dt><dd>${isSchema(schema) && textOf(schema['description'])}${within(schema)}</dd>`,
  )}</dl>`
}

/** The fields of an object, or of the objects of a list; nothing for anything plainer. */
function within(schema: unknown): Markup | undefined {
  if (!isSchema(schema)) return undefined
  const fields = fieldsOf(schema)
  if (fields) return fieldList(fields)
  return within(schema['items']) ?? within(schema['additionalProperties'])
}

function kindOf(schema: unknown): Markup {
  if (!isSchema(schema)) return html`anything`
  const reference = schema['$ref']
  if (typeof reference === 'string') return linkTo(reference)
  if ('const' in schema) return html`<code>${text(schema['const'])}</code>`
  if (Array.isArray(schema['enum']))
    return html`${joined(
      schema['enum'].map((each) => html`<code>${text(each)}</code>`),
      ' or ',
    )}`
  const choices = schema['anyOf'] ?? schema['oneOf']
  if (Array.isArray(choices)) return html`${joined(choices.map(kindOf), ' or ')}`
  if (Array.isArray(schema['allOf'])) return html`${joined(schema['allOf'].map(kindOf), ' and ')}`
  if (schema['type'] === 'array') return html`list of ${kindOf(schema['items'])}${rulesOf(schema)}`
  const kind = [schema['type'] ?? 'anything'].flat().map(String).join(' or ')
  return html`${kind}${rulesOf(schema)}`
}

/** What a schema asks besides a kind, in words. */
function rulesOf(schema: Schema): string {
  const rule = (name: string, say: (value: string) => string) => {
    const value = schema[name]
    // A bound that only says that a number is a safe one tells nobody anything.
    const meansNothing = typeof value === 'number' && Math.abs(value) === Number.MAX_SAFE_INTEGER
    return value === undefined || meansNothing ? [] : [say(text(value))]
  }
  const rules = [
    ...rule('format', (value) => value),
    ...rule('minLength', (value) => `at least ${value} characters`),
    ...rule('maxLength', (value) => `at most ${value} characters`),
    ...rule('minimum', (value) => `from ${value}`),
    ...rule('exclusiveMinimum', (value) => `more than ${value}`),
    ...rule('maximum', (value) => `up to ${value}`),
    ...rule('minItems', (value) => `at least ${value}`),
    ...rule('maxItems', (value) => `at most ${value}`),
  ]
  return rules.length > 0 ? ` (${rules.join(', ')})` : ''
}

function linkTo(reference: string): Markup {
  const name = reference.split('/').at(-1) ?? reference
  return html`<a href="#${anchorOf(name)}">${name}</a>`
}

/** Words with `code` in backticks, as descriptions are written. */
export function textOf(words: unknown): Markup[] {
  if (typeof words !== 'string') return []
  return words
    .split('`')
    .map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : html`${part}`))
}

export function anchorOf(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
}

const text = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))

const joined = (parts: readonly Markup[], between: string): Markup[] =>
  parts.flatMap((part, i) => (i === 0 ? [part] : [html`${between}`, part]))

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
