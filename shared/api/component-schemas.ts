import { z } from 'zod'
import { Instant, Zone } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Event } from '../ledger/event.ts'
import { Member } from '../member/member.ts'
import { Npi } from '../member/npi.ts'
import { Obligation } from '../obligation/obligation.ts'
import { Settings } from '../practice/settings.ts'

/** JSON Schema 2020-12, as far as the description looks into it. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly [keyword: string]: unknown
}

/** What has a name of its own in the description; all else is spelled out where it stands. */
const named = z.registry<{ id: string }>()
for (const [id, schema] of Object.entries({
  Id,
  ClientThingId,
  Instant,
  Zone,
  Npi,
  Member,
  Settings,
  Obligation,
  LedgerEvent: Event,
}))
  named.add(schema, { id })

/** Turns zod's schemas into JSON Schema, and keeps apart those that are met by name. */
export class ComponentSchemas {
  readonly #known = new Map<string, JsonSchema>()

  /**
   * @param side as a request writes it, or as an answer reads
   * @throws Error where a named schema is one thing in requests and another in answers
   */
  of(schema: z.ZodType, side: 'input' | 'output'): JsonSchema {
    const {
      $schema: _dialect,
      $defs = {},
      ...whole
    } = z.toJSONSchema(schema, {
      io: side,
      metadata: named,
      unrepresentable: 'any',
      override: ({ jsonSchema }) => {
        // A format says it; zod's pattern for it is 300 characters of leap years.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern
        // Answers may gain fields: whoever reads them passes over what they do not know.
        if (side === 'output' && jsonSchema.additionalProperties === false)
          delete jsonSchema.additionalProperties
      },
    })
    for (const [id, definition] of Object.entries($defs)) this.#keep(id, fromComponents(definition))
    return fromComponents(whole)
  }

  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#known].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #keep(id: string, definition: JsonSchema): void {
    const known = this.#known.get(id)
    if (known && JSON.stringify(known) !== JSON.stringify(definition))
      throw new Error(`${id} is one thing in requests and another in answers`)
    this.#known.set(id, definition)
  }
}

/** The same schema with its references pointing to where the description keeps what has a name. */
function fromComponents(schema: object): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema, (key, value) =>
      key === '$ref' && typeof value === 'string'
        ? value.replace('#/$defs/', '#/components/schemas/')
        : value,
    ),
  )
}
