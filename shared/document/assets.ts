import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import {
  FONT_FILES,
  type TEMPLATE_FILES,
  TEMPLATE_MODULES,
  type TemplateName,
  templateFile,
} from './asset-files.ts'

export interface Asset {
  readonly name: string
  readonly bytes: Buffer
  readonly sha256: string
}

/** Found as a package's file, so the same name serves the source tree and a bundle. Read once. */
export const fonts = once((): readonly Asset[] => {
  const { resolve } = createRequire(import.meta.url)
  return FONT_FILES.map((file) => asset(basename(file), readFileSync(resolve(file))))
})

/** Imported by templates under their own names. */
export const templateModules = once((): readonly Asset[] => TEMPLATE_MODULES.map(template))

const templates = new Map<TemplateName, Asset>()

export function templateNamed(name: TemplateName): Asset {
  const known = templates.get(name)
  if (known) return known
  const read = template(templateFile(name))
  templates.set(name, read)
  return read
}

function template(file: (typeof TEMPLATE_FILES)[number]): Asset {
  return asset(file, readFileSync(new URL(`./assets/${file}`, import.meta.url)))
}

function asset(name: string, bytes: Buffer): Asset {
  return { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') }
}

function once<T>(make: () => T): () => T {
  let made: T | undefined
  return () => {
    made ??= make()
    return made
  }
}
