import { hexOf, lettersOf, textOf } from './bytes.ts'
import { type DerValue, objectIdentifier, partsOf } from './der.ts'

/** X.520 and RFC 4519: the kinds of names that certificates of organisations have. */
const KINDS = new Map(
  Object.entries({
    CN: '2.5.4.3',
    serialNumber: '2.5.4.5',
    C: '2.5.4.6',
    L: '2.5.4.7',
    ST: '2.5.4.8',
    O: '2.5.4.10',
    OU: '2.5.4.11',
    organizationIdentifier: '2.5.4.97',
    emailAddress: '1.2.840.113549.1.9.1',
  }).map(([kind, id]) => [hexOf(objectIdentifier(id)), kind]),
)

/**
 * A name out of a certificate as one line. Whoever made the certificate chose it, so what would
 * break a line, or turn the text about, is left out.
 */
export function distinguishedName(name: DerValue): string {
  const parts = partsOf(name)
    .flatMap(partsOf)
    .map((attribute) => {
      const [kind, value] = partsOf(attribute)
      if (!kind || !value) throw new SyntaxError('not a name')
      return `${KINDS.get(hexOf(kind.whole)) ?? 'other'}=${lineOf(value)}`
    })
  return parts.join('; ')
}

const UTF8_STRING = 0x0c
const BMP_STRING = 0x1e

/** Of which no more is shown than a line holds. */
const MOST_BYTES = 2_000

function lineOf({ tag, content }: DerValue): string {
  const text =
    tag === UTF8_STRING
      ? textOf(content)
      : tag === BMP_STRING
        ? utf16Of(content.subarray(0, MOST_BYTES))
        : lettersOf(content)
  return text.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '').slice(0, 200)
}

const utf16Of = (content: Uint8Array) =>
  String.fromCharCode(
    ...[...Array(content.length >> 1).keys()].map(
      (i) => ((content[i * 2] ?? 0) << 8) | (content[i * 2 + 1] ?? 0),
    ),
  )
