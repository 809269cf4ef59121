import { createRequire } from 'node:module'

type Compiler = typeof import('@myriaddreamin/typst-ts-node-compiler')

/**
 * Has the typesetter export under another standard than PDF/A-2a while something is typeset: for its
 * own checks of PDF/UA-1, and for a judge that knows only PDF/A-1. Templates, words and fonts stay.
 */
export function underStandard<T>(standard: 'a-1b' | 'ua-1', typeset: () => T): T {
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
