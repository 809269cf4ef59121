import { createHash } from 'node:crypto'
import { hexOf, sha256 } from './bytes.ts'
import { readCertificates } from './certificate.ts'
import { type Chain, type SignDigest, type StampTime, signDetached } from './cms.ts'
import { isGood } from './kept-validation.ts'
import { addManifest } from './metadata.ts'
import { dictionary, isDictionary, type PdfValue, pdfDate, pdfText } from './pdf-object.ts'
import { asArray, asDictionary, asReference, PdfRevision } from './pdf-revision.ts'
import { revisionParts } from './revision-parts.ts'
import { addSecurityStore } from './security-store.ts'
import { checkTimeStamp, type TimeStamp } from './time-stamp.ts'
import type { Typeset } from './typeset-document.ts'
import type { ValidationData } from './validation-data.ts'

export interface Sealer {
  /** PEM: of the key that signs, and after it those that issued it. */
  readonly certificate: string
  /** Signs a SHA-256 digest with the certificate's key (RSA PKCS#1 v1.5). */
  readonly sign: SignDigest
  /** Where the practice has an authority that stamps times. */
  readonly stampTime?: StampTime
  /** Where it is kept with a seal that no certificate was revoked. */
  readonly validation?: ValidationSource
}

/** Collects what shows that no certificate was revoked. Neither waits long, nor fails. */
export interface ValidationSource {
  /** What was good for the time-stamp before, as far as it still is. */
  readonly known: () => Promise<ValidationData | undefined>
  /** What is good for this one; `revoked` where its authority's certificate is. */
  readonly of: (timeStamp: TimeStamp) => Promise<ValidationData | 'revoked' | undefined>
}

/** Room for the signature, in bytes: ours takes some 2,200; the certificates of issuers come on top. */
export const SIGNATURE_ROOM = 6144

/** For a time-stamp, where one is asked for: those seen take 2 to 8 KB. */
const TIME_STAMP_ROOM = 12_288
const ATTRIBUTE_ROOM = 64

/** What a certificate's hash, issuer and serial number take among the signed attributes. */
const ID_ROOM = 512

/** Filled in when the file is laid out; as long as what takes its place. */
export const BYTE_RANGE_ROOM = `[0 ${Array(3).fill('0000000000').join(' ')}]`

const FIELD = 'Practice seal'
const REASON = 'Sealed by the practice: shows that the document is unchanged'

/**
 * Adds one revision to a typeset document: its manifest, the mark of PDF/UA, and a PAdES signature in
 * a visible field over the block that was typeset for it: B-B, B-T with a time-stamp, or B-LT with
 * what shows that no certificate was revoked, too. Without a time-stamp, the same document, key and
 * certificate make the same bytes.
 *
 * What shows it is sealed along, so it must be there before the seal is, and before the time-stamp
 * that it is to be good for. Where it turns out not to be, the document is sealed once more: with what
 * is good for the stamp that came, or without.
 *
 * @throws Error where the key that was printed is not the certificate's
 */
export async function sealPdf(typeset: Typeset, sealer: Sealer): Promise<Buffer> {
  const [certificate, ...issuers] = await readCertificates(sealer.certificate)
  if (!certificate) throw new SyntaxError('not a certificate')
  if (certificate.keyFingerprint !== typeset.manifest.seal.keyFingerprint) {
    throw new Error('the document names another key than the certificate does')
  }
  const chain: Chain = [certificate, ...issuers]
  const known = await sealer.validation?.known()
  const first = await sealedWith(known, { typeset, sealer, chain })
  if (first.fits) return first.pdf
  const second = await sealedWith(first.wanted, { typeset, sealer, chain })
  return known === undefined && !second.fits ? first.pdf : second.pdf
}

interface Sealing {
  readonly typeset: Typeset
  readonly sealer: Sealer
  readonly chain: Chain
}

/** @returns also whether it holds what is good for its time-stamp, and else what would be */
async function sealedWith(
  validation: ValidationData | undefined,
  { typeset, sealer, chain }: Sealing,
) {
  const revision = new PdfRevision(typeset.pdf)
  addManifest(revision, typeset.manifest, await revisionParts(typeset.pdf, nodeSha256))
  const ownRoom = SIGNATURE_ROOM + (sealer.stampTime ? TIME_STAMP_ROOM + ATTRIBUTE_ROOM : 0)
  const room = chain.slice(1).reduce((sum, { der }) => sum + der.length + ID_ROOM, ownRoom)
  addSignatureField(revision, typeset, room)
  if (validation) addSecurityStore(revision, validation)
  const pdf = revision.bytes()
  const gap = gapIn(pdf, typeset.pdf.length, room)
  writeByteRange(pdf, gap)
  const digest = await sha256(pdf.subarray(0, gap.start), pdf.subarray(gap.end))
  let fits = validation === undefined
  let wanted: ValidationData | undefined
  const cms = await signDetached(digest, chain, {
    sign: sealer.sign,
    stampTime: async (signature) => {
      const token = await sealer.stampTime?.(signature)
      if (!token || token.length > TIME_STAMP_ROOM) return undefined
      const timeStamp = sealer.validation && (await checkTimeStamp(token, signature))
      if (!timeStamp) return token
      fits = validation !== undefined && (await isGood(validation, { chain, timeStamp }))
      if (fits) return token
      const better = await sealer.validation?.of(timeStamp)
      if (better === 'revoked') {
        fits = validation === undefined
        return undefined
      }
      wanted = better
      fits = validation === undefined && wanted === undefined
      return token
    },
  })
  if (cms.length > room) throw new Error('the signature is larger than its room')
  pdf.write(hexOf(cms), gap.start + 1, 'latin1')
  return { pdf, fits, wanted }
}

/** The field, its look (empty: the typeset block shows through), and its place in the reading order. */
function addSignatureField(
  revision: PdfRevision,
  { manifest, signatureBox, seal }: Typeset,
  room: number,
) {
  const catalog = revision.getDictionary(revision.root)
  const pageRef = pageAt(revision, signatureBox.page)
  const page = revision.getDictionary(pageRef)
  const treeRef = asReference(catalog.get('/StructTreeRoot'))
  const tree = revision.getDictionary(treeRef)
  const nextKey = String(tree.get('/ParentTreeNextKey'))
  const { x, y, width, height } = signatureBox

  const look = revision.reserve()
  revision.setStream(
    look,
    dictionary({
      Type: '/XObject',
      Subtype: '/Form',
      BBox: ['0', '0', numeral(width), numeral(height)],
      Resources: dictionary({}),
    }),
    Buffer.alloc(0),
  )
  const signature = revision.add(
    dictionary({
      Type: '/Sig',
      Filter: '/Adobe.PPKLite',
      SubFilter: '/ETSI.CAdES.detached',
      ByteRange: BYTE_RANGE_ROOM,
      Contents: `<${'0'.repeat(room * 2)}>`,
      M: `(${pdfDate(manifest.document.createdAt)})`,
      Name: pdfText(seal.practice),
      Reason: pdfText(REASON),
    }),
  )
  const field = revision.add(
    dictionary({
      Type: '/Annot',
      Subtype: '/Widget',
      FT: '/Sig',
      T: pdfText(FIELD),
      TU: pdfText(`Seal of ${seal.practice}`),
      // Printed, and locked against being moved.
      F: '132',
      Rect: [x, y, x + width, y + height].map((number) => numeral(number)),
      P: pageRef,
      V: signature,
      AP: dictionary({ N: look }),
      StructParent: nextKey,
    }),
  )
  page.set('/Annots', [
    ...(page.has('/Annots') ? arrayAt(revision, page.get('/Annots')) : []),
    field,
  ])
  page.set('/Tabs', '/S')
  revision.set(pageRef, page)

  const documentRef = asReference(asArray(tree.get('/K'))[0])
  const documentElement = revision.getDictionary(documentRef)
  const element = revision.add(
    dictionary({
      Type: '/StructElem',
      S: '/Form',
      P: documentRef,
      Pg: pageRef,
      Alt: pdfText(`Seal of ${seal.practice}`),
      K: dictionary({ Type: '/OBJR', Obj: field, Pg: pageRef }),
    }),
  )
  documentElement.set('/K', [...asArray(documentElement.get('/K')), element])
  revision.set(documentRef, documentElement)
  const parents = asDictionary(tree.get('/ParentTree'))
  parents.set('/Nums', [...asArray(parents.get('/Nums')), nextKey, element])
  tree.set('/ParentTreeNextKey', String(Number(nextKey) + 1))
  revision.set(treeRef, tree)

  catalog.set('/AcroForm', dictionary({ Fields: [field], SigFlags: '3' }))
  const preferences = catalog.get('/ViewerPreferences')
  catalog.set(
    '/ViewerPreferences',
    new Map([...(isDictionary(preferences) ? preferences : []), ['/DisplayDocTitle', 'true']]),
  )
  revision.set(revision.root, catalog)
}

function pageAt(revision: PdfRevision, number: number) {
  const catalog = revision.getDictionary(revision.root)
  const pages = revision.getDictionary(asReference(catalog.get('/Pages')))
  const page = asArray(pages.get('/Kids'))[number - 1]
  const found = asReference(page)
  if (revision.getDictionary(found).get('/Type') !== '/Page') throw new SyntaxError('not a page')
  return found
}

function arrayAt(revision: PdfRevision, value: PdfValue | undefined): PdfValue[] {
  return Array.isArray(value) ? value : asArray(revision.get(asReference(value)))
}

/** Where `<`, the signature's digits and `>` lie: all that the signature does not cover. */
function gapIn(pdf: Buffer, from: number, room: number): { start: number; end: number } {
  const digits = '0'.repeat(room * 2)
  const start = pdf.indexOf(`<${digits}>`, from, 'latin1')
  return { start, end: start + digits.length + 2 }
}

function writeByteRange(pdf: Buffer, gap: { start: number; end: number }) {
  const at = pdf.lastIndexOf(BYTE_RANGE_ROOM, gap.start, 'latin1')
  const range = `[0 ${gap.start} ${gap.end} ${pdf.length - gap.end}]`
  pdf.write(range.padEnd(BYTE_RANGE_ROOM.length), at, 'latin1')
}

/** Never with an exponent, which PDF does not know. */
const numeral = (points: number) => String(Number(points.toFixed(2)))

const nodeSha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()
