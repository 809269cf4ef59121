import { FONT_FAMILIES, type FontFamily } from './asset-files.ts'
import { fontsOf } from './assets.ts'
import { type Coverage, coverageOf, coveredByAll } from './font-coverage.ts'

/** In the order in which the templates ask for them. */
export const FAMILIES = Object.keys(FONT_FAMILIES) as readonly FontFamily[]

const known = new Map<FontFamily, Coverage>()

/** What all weights of a family cover. Reads its files when it is first asked for. */
export function coverageBy(family: FontFamily): Coverage {
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
