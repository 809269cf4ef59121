import { z } from 'zod'
import { Demographics } from '../client/demographics.ts'
import { Instant, Zone } from '../clock.ts'
import { ClientThingId, Id } from '../id.ts'
import { Event } from '../ledger/event.ts'
import { Member } from '../member/member.ts'
import { Npi } from '../member/npi.ts'
import { ElectronicSignature } from '../note/signed-form.ts'
import { Obligation } from '../obligation/obligation.ts'
import { Settings } from '../practice/settings.ts'
import { Disposal } from '../retention/disposal.ts'
import { RetentionPolicy } from '../retention/policy.ts'
import { RegisterEntry } from '../retention/register-entry.ts'
import { Participant } from '../session/coding.ts'
import { Diagnoses } from '../session/diagnosis.ts'
import { PlaceOfService } from '../session/place-of-service.ts'

/** JSON Schema 2020-12, as far as the description looks into it. */
export interface JsonSchema {
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly description?: string
  readonly [keyword: string]: unknown
}

/** What has a name of its own in the description, whichever area it is met in. */
const everywhere: Readonly<Record<string, z.ZodType>> = {
  Id,
  ClientThingId,
  Instant,
  Zone,
  Npi,
  Member,
  Settings,
  RetentionPolicy,
  Disposal,
  RegisterEntry,
  Obligation,
  Demographics,
  PlaceOfService,
  Participant,
  Diagnoses,
  ElectronicSignature,
  LedgerEvent: Event,
}

/** So have the schemas that areas export: they are called as their exports are. */
function namedIn(areas: readonly object[]) {
  const named = z.registry<{ id: string }>()
  for (const [id, schema] of [...Object.entries(everywhere), ...areas.flatMap(Object.entries)])
    if (schema instanceof z.ZodType) named.add(schema, { id })
  return named
}

/** Turns zod's schemas into JSON Schema, and keeps apart those that are met by name. */
export class ComponentSchemas {
  readonly #known = new Map<string, JsonSchema>()
  readonly #named: ReturnType<typeof namedIn>

  constructor(areas: readonly object[]) {
    this.#named = namedIn(areas)
  }

  /**
   * @param side as a request writes it, or as an answer reads
   * @throws Error where a named schema is one thing in requests and another in answers
   */
  of(schema: z.ZodType, side: 'input' | 'output'): JsonSchema {
    const { $schema: _dialect, $defs = {}, ...whole } = this.#convert(schema, side)
    for (const [id, definition] of Object.entries($defs)) this.#keep(id, fromComponents(definition))
    return fromComponents(whole)
  }

  /** Of a path or a query: its members are parameters each, so it has no name as a whole. */
  parameters(schema: z.ZodObject): JsonSchema {
    return this.of(z.object(schema.shape), 'input')
  }

  all(): Record<string, JsonSchema> {
    return Object.fromEntries([...this.#known].sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  #convert(schema: z.ZodType, side: 'input' | 'output') {
    return z.toJSONSchema(schema, {
      io: side,
      metadata: this.#named,
      unrepresentable: 'any',
      override: ({ jsonSchema, zodSchema }) => {
        // A format says it; zod's pattern for it is 300 characters of leap years.
        if (jsonSchema.format !== undefined) delete jsonSchema.pattern
        // Answers may gain fields: whoever reads them passes over what they do not know.
        const { def } = zodSchema._zod
        if (def.type === 'object' && def.catchall === undefined)
          delete jsonSchema.additionalProperties
      },
    })
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
