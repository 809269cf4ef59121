import type { z } from 'zod'

/**
 * A JSON pointer to where a fault lies. It says the words of our schemas only: the key of a record
 * is the caller's word, and stands as `*`.
 */
export function pointerInto(schema: z.core.$ZodType, path: readonly PropertyKey[]): string {
  let at: readonly z.core.$ZodType[] = [schema]
  return path
    .map((key) => {
      const inner = at.flatMap((each) => alternatives(each))
      const named = inner.flatMap((each) => member(each, key))
      at = named.map(({ schema: next }) => next)
      const ours = named.some(({ ours }) => ours)
      return `/${ours ? escaped(String(key)) : '*'}`
    })
    .join('')
}

/** A schema without what wraps it; of a union, each that it may be. */
function alternatives(schema: z.core.$ZodType): z.core.$ZodType[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if ('innerType' in def) return alternatives(def.innerType)
  if (def.type === 'pipe') return alternatives(def.in)
  if (def.type === 'union') return def.options.flatMap((option) => alternatives(option))
  if (def.type === 'lazy') return alternatives(def.getter())
  return [schema]
}

function member(
  schema: z.core.$ZodType,
  key: PropertyKey,
): { schema: z.core.$ZodType; ours: boolean }[] {
  const { def } = (schema as z.core.$ZodTypes)._zod
  if (def.type === 'array' && typeof key === 'number') return [{ schema: def.element, ours: true }]
  if (def.type === 'record') return [{ schema: def.valueType, ours: false }]
  if (def.type === 'object' && typeof key === 'string' && Object.hasOwn(def.shape, key)) {
    const next = def.shape[key]
    return next ? [{ schema: next, ours: true }] : []
  }
  return []
}

/** A pointer's own signs, written as RFC 6901 wants them. */
export const escaped = (word: string): string => word.replaceAll('~', '~0').replaceAll('/', '~1')
