import { bytesOfHex, lettersOf } from './bytes.ts'
import { readCertificate } from './certificate.ts'
import { readRevocationList } from './revocation-list.ts'
import type { ValidationData } from './validation-data.ts'

/** More is in no document of ours, and would only keep a reader busy. */
const MOST_STREAMS = 64
const LARGEST_DICTIONARY = 4 * 1024
const LARGEST_TABLE = 64 * 1024
const MOST_DIGITS = 4 * 1024 * 1024

/**
 * The Document Security Store of a sealed file, where every reader of PDF finds it: from the end by
 * the table of the last revision to the catalog. It must be written as ours are.
 *
 * @param pdf attacker-controlled
 * @returns undefined where the catalog names none
 * @throws SyntaxError where it names one that is not of this form
 */
export async function readSecurityStore(pdf: Uint8Array): Promise<ValidationData | undefined> {
  const letters = lettersOf(pdf)
  const objects = lastRevision(letters)
  if (!objects || !/\/DSS\b/.test(objects.catalog)) return undefined
  const [, store] = IN_CATALOG.exec(objects.catalog) ?? []
  const [, certs, crls] = STORE.exec(objects.get(store).slice(0, LARGEST_DICTIONARY)) ?? []
  const [certificates, lists] = [numbersIn(certs), numbersIn(crls)]
  if (certificates.length + lists.length > MOST_STREAMS) throw notAStore()
  let left = MOST_DIGITS
  const read = (number: string) => {
    const digits = digitsIn(objects.get(number))
    left -= digits.length
    if (left < 0) throw notAStore()
    return bytesOfHex(digits)
  }
  return {
    certificates: await Promise.all(certificates.map(read).map((der) => readCertificate(der))),
    lists: lists.map(read).map(readRevocationList),
  }
}

const IN_CATALOG =
  / \/DSS (\d{1,10}) 0 R \/Extensions << \/ESIC << \/BaseVersion \/1\.7 \/ExtensionLevel 1 >> >> >>$/
const STORE =
  /^<< \/Type \/DSS \/Certs \[((?: ?\d{1,10} 0 R)*)\] \/CRLs \[((?: ?\d{1,10} 0 R)*)\] >>$/

function numbersIn(references: string | undefined): string[] {
  if (references === undefined) throw notAStore()
  return references.match(/\d+(?= 0 R)/g) ?? []
}

function digitsIn(stream: string): string {
  const [head = '', length, digits = ''] =
    /^<< \/Filter \/ASCIIHexDecode \/Length (\d{1,8}) >>\nstream\n([0-9a-f]*)>\nendstream$/.exec(
      stream,
    ) ?? []
  const whole = head !== '' && digits.length % 2 === 0 && Number(length) === digits.length + 1
  if (!whole) throw notAStore()
  return digits
}

const END = /startxref\n(\d{1,10})\n%%EOF\n$/

/** The objects that the last revision holds, by the numbers in its table; their text without frame. */
function lastRevision(letters: string) {
  const [, at] = END.exec(letters.slice(-64)) ?? []
  if (at === undefined) return undefined
  const table = letters.slice(Number(at), Number(at) + LARGEST_TABLE)
  const [, root] = /\ntrailer\n<< .*?\/Root (\d{1,10}) 0 R/.exec(table) ?? []
  if (!table.startsWith('xref\n') || root === undefined) return undefined
  const offsets = offsetsIn(table.slice('xref\n'.length))
  const get = (number = ''): string => {
    const opening = `${number} 0 obj\n`
    const start = offsets.get(number) ?? -1
    const end = letters.indexOf('\nendobj\n', start)
    if (start < 0 || end < 0 || !letters.startsWith(opening, start)) return ''
    return letters.slice(start + opening.length, end)
  }
  return { catalog: get(root), get }
}

/** Sections of following numbers, twenty letters an entry. */
function offsetsIn(table: string): Map<string, number> {
  const offsets = new Map<string, number>()
  const section = /(\d{1,10}) (\d{1,10})\n((?:\d{10} \d{5} [nf] \n)*)/y
  for (let found = section.exec(table); found; found = section.exec(table)) {
    const [, first, , entries = ''] = found
    for (let i = 0; i * 20 < entries.length; i++)
      offsets.set(String(Number(first) + i), Number(entries.slice(i * 20, i * 20 + 10)))
  }
  return offsets
}

function notAStore(): SyntaxError {
  return new SyntaxError('not a security store')
}
