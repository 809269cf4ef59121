import { createRequire } from 'node:module'
import type { NodeCompiler } from '@myriaddreamin/typst-ts-node-compiler'
import type { FontFamily } from './asset-files.ts'
import { type Asset, fontsOf, templateModules } from './assets.ts'
import { underFamily } from './font-family.ts'

/** For the manifest. A test holds the second against the installed package. */
export const TYPESETTER = { typesetter: 'Typst 0.14.2', compiler: 'typst-ts-node-compiler 0.7.0' }

/**
 * The typesetter refused. What it said is not kept, neither here nor in a cause: its diagnostics
 * quote the text that was typeset.
 */
export class NotTypeset extends Error {
  override readonly name = 'NotTypeset'

  constructor() {
    super('the typesetter refused the document')
  }
}

export interface Typesetting {
  /** Typst source: ours alone, never a word that somebody wrote. */
  readonly template: string
  /** What the template reads: JSON. Text in it is data and never source. */
  readonly data: string
  /** That the data's text is set in. */
  readonly families: readonly FontFamily[]
  /** Stands as the document's dates, so that the same data makes the same bytes. */
  readonly createdAt: Date
}

/**
 * Typesets as tagged PDF/A-2a. Fonts are the embedded ones alone. That a template also passes the
 * typesetter's checks for PDF/UA-1, for which one export cannot stand as well, is tested and not tried
 * each time: what these check is the template's doing and not the text's.
 *
 * @param marks names of the template's labels, whose values are answered
 * @throws NotTypeset
 */
export function typeset<Mark extends string>(
  { template, data, families, createdAt }: Typesetting,
  marks: readonly Mark[],
): { pdf: Buffer; marks: Record<Mark, unknown> } {
  const typesetter = compilerWith(families)
  const source = { mainFileContent: template, inputs: { data } }
  const creationTimestamp = Math.floor(createdAt.getTime() / 1000)
  try {
    const pdf = exported(typesetter, source, creationTimestamp)
    const found = marks.map((mark) => {
      const [value] = typesetter.query(source, { selector: `<${mark}>`, field: 'value' })
      return [mark, value]
    })
    return { pdf, marks: Object.fromEntries(found) }
  } finally {
    // Also lets go of the text.
    typesetter.evictCache(0)
  }
}

function exported(
  typesetter: NodeCompiler,
  source: Parameters<NodeCompiler['pdf']>[0],
  creationTimestamp: number,
): Buffer {
  try {
    return typesetter.pdf(source, { pdfStandard: 'a-2a', creationTimestamp })
  } catch {
    throw new NotTypeset()
  }
}

const compilers = new Map<string, NodeCompiler>()

/** One for each set of families: most documents need the first family alone. */
function compilerWith(families: readonly FontFamily[]): NodeCompiler {
  const known = compilers.get(families.join())
  if (known) return known
  const made = native().NodeCompiler.create({
    workspace: WORKSPACE,
    fontArgs: [{ fontBlobs: families.flatMap(fontsOf).map(ourOwn) }],
  })
  for (const { name, bytes } of templateModules()) made.mapShadow(`${WORKSPACE}/${name}`, bytes)
  compilers.set(families.join(), made)
  return made
}

/** A folder that is not there: a template can read its modules, which are handed in, and no file. */
const WORKSPACE = '/noteseal/templates'

/** `SourceSans3_600SemiBold.ttf` is of the family `Noteseal SourceSans3`: the templates' names. */
function ourOwn({ name, bytes }: Asset): Buffer {
  const [family = '', weight = ''] = name.replace('.ttf', '').split(/_\d+/)
  return underFamily(bytes, `Noteseal ${family}`, `${family}-${weight}`)
}

/**
 * Required and not imported: only who typesets needs it, and where its native half is missing the
 * reason must be plain.
 */
function native(): typeof import('@myriaddreamin/typst-ts-node-compiler') {
  try {
    return createRequire(import.meta.url)('@myriaddreamin/typst-ts-node-compiler')
  } catch (cause) {
    throw new Error(
      `No typesetter for ${process.platform} on ${process.arch}: @myriaddreamin/typst-ts-node-compiler ` +
        '0.7.0 has a native half for Linux on x64 only. Run Noteseal there, or in a Linux x64 container.',
      { cause },
    )
  }
}
