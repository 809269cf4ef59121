import { FONT_FAMILIES, type FontFamily } from './asset-files.ts'
import { fontsOf } from './assets.ts'
import { type Coverage, coverageOf, coveredByAll } from './font-coverage.ts'

/** In the order in which the templates ask for them. */
export const FAMILIES = Object.keys(FONT_FAMILIES) as readonly FontFamily[]

/**
 * Families that are asked for certain characters alone, although they have more: they are large, and
 * nothing else may be a reason to read them. Left out of the first are radicals, which are drawn by the
 * very glyph of an ideograph, and of the second parts of syllables: both would be copied out of a PDF as
 * something else. (A Kangxi radical is printed as its ideograph: see `printable`.)
 */
const MEANT_FOR: { readonly [F in FontFamily]?: RegExp } = {
  NotoSansSC:
    /[\u2460-\u24ff\u3001-\u312f\u31a0-\u33ff\ufe30-\ufe4f\uff01-\uff9f\uffe0-\uffe6]|(?![\u2e80-\u2fdf])\p{Script=Han}/u,
  NotoSansKR: /[\u3131-\u3163\uac00-\ud7a3]/,
}

const known = new Map<FontFamily, Coverage>()

/** What all weights of a family cover. Reads its files when it is first asked for what it is meant for. */
export function coverageBy(family: FontFamily): Coverage {
  const meantFor = MEANT_FOR[family]
  return (codePoint) =>
    (meantFor?.test(String.fromCodePoint(codePoint)) ?? true) && coverageIn(family)(codePoint)
}

function coverageIn(family: FontFamily): Coverage {
  const coverage =
    known.get(family) ??
    withoutPrivateUse(coveredByAll(fontsOf(family).map(({ bytes }) => coverageOf(bytes))))
  known.set(family, coverage)
  return coverage
}

/** Glyphs for private use mean nothing to who copies the text out; PDF/A forbids them bare. */
function withoutPrivateUse(covers: Coverage): Coverage {
  return (codePoint) => covers(codePoint) && !/\p{Co}/u.test(String.fromCodePoint(codePoint))
}
