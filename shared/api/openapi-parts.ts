// What the description says once for all operations.

export const introduction = `Notes of a therapy group practice: on time, sealed, provable, printable.

Every request needs an access token of the practice's identity provider. Times are RFC 3339 in UTC. What is
made under an \`Idempotency-Key\` is made once, however often it is asked for. What is changed names the
version it was made from in \`If-Match\`. Refusals are problems by RFC 9457 with a stable \`type\`; nothing was
stored then. Another practice's ids are not found.`

export const problem = {
  type: 'object',
  description: 'RFC 9457. Never holds a word that somebody wrote.',
  required: ['type', 'title', 'status'],
  properties: {
    type: { type: 'string', format: 'uri' },
    title: { type: 'string' },
    status: { type: 'integer' },
    about: {
      type: 'array',
      items: { type: 'string' },
      description: 'Ids or field names; of `not_allowed`, the rule that said so.',
    },
    errors: {
      type: 'array',
      description: 'Each field that is wrong, as a JSON pointer into the request, and its rule.',
      items: {
        type: 'object',
        required: ['field', 'rule'],
        properties: { field: { type: 'string' }, rule: { type: 'string' } },
      },
    },
  },
}

export const gatewayMessage = {
  type: 'object',
  description: 'What the gateway answers itself, before any function is reached.',
  properties: { message: { type: 'string' } },
}

export const etag = {
  description: 'The version, to be sent back as `If-Match`.',
  schema: { type: 'string', pattern: '^"\\d{1,9}"$' },
}

export const location = { description: 'Where it is.', schema: { type: 'string' } }

export const ifMatch = {
  name: 'If-Match',
  in: 'header',
  required: true,
  description:
    'The ETag of the version that you change. Missing: 428; not the newest: 412, unless the newest is just what you ask for, made from it.',
  schema: { type: 'string', pattern: '^"\\d{1,9}"$' },
}

export const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'Any text of your own. The same again asks for the same thing: it is not done twice.',
  schema: { type: 'string', pattern: '^[\\x21-\\x7e]{8,128}$' },
}
