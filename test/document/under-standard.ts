import { createRequire } from 'node:module'

type Compiler = typeof import('@myriaddreamin/typst-ts-node-compiler')

/**
 * Has the typesetter export under another standard than PDF/A-2a while something is typeset: for a
 * judge that knows only an older one. Templates, words and fonts stay the same.
 */
export function underStandard<T>(standard: 'a-1a' | 'a-1b', typeset: () => T): T {
  const { NodeCompiler } = createRequire(import.meta.url)(
    '@myriaddreamin/typst-ts-node-compiler',
  ) as Compiler
  const { pdf } = NodeCompiler.prototype
  NodeCompiler.prototype.pdf = function (source, options) {
    const ours = options?.pdfStandard === 'a-2a'
    return pdf.call(this, source, { ...options, ...(ours && { pdfStandard: standard }) })
  }
  try {
    return typeset()
  } finally {
    NodeCompiler.prototype.pdf = pdf
  }
}
