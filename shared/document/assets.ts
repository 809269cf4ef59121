import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename } from 'node:path'
import {
  FONT_FAMILIES,
  type FontFamily,
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

const families = new Map<FontFamily, readonly Asset[]>()

/**
 * A family's files, one a weight. Found as a package's file, so the same name serves the source tree and
 * a bundle. Read once, when it is first asked for.
 */
export function fontsOf(family: FontFamily): readonly Asset[] {
  const known = families.get(family)
  if (known) return known
  const { resolve } = createRequire(import.meta.url)
  const read = FONT_FAMILIES[family].map((file) =>
    asset(basename(file), readFileSync(resolve(file))),
  )
  families.set(family, read)
  return read
}

/** Imported by templates under their own names. */
export function templateModules(): readonly Asset[] {
  modules ??= TEMPLATE_MODULES.map(template)
  return modules
}

let modules: readonly Asset[] | undefined

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
