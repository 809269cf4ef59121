import { execFileSync } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { validationCollector } from '../../functions/render-document/validation-collector.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { isRevokedBy, readRevocationList, speaksOf } from '../../shared/document/revocation-list.ts'
import { type Sealer, sealPdf } from '../../shared/document/seal-pdf.ts'
import { typesetProgressNote } from '../../shared/document/typeset-progress-note.ts'
import { verifyPdf } from '../../shared/document/verify-pdf.ts'
import { lateNote } from '../document/sample-notes.ts'
import { newTestRevocation } from '../document/test-validation.ts'
import { underStandard } from '../document/under-standard.ts'
import { judge } from './judge.ts'
import { preflight } from './preflight.ts'

const AT = new Date('2026-03-11T01:42:00Z')

let dir: string
const at = (name: string) => join(dir, name)

/** A document that keeps lists, collected and sealed as in the function. */
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'noteseal-lists-'))
  const { chain, lists, stampTime } = await newTestRevocation()
  const lines: string[] = []
  const validation = validationCollector(chain.certificate, {
    fetch: async (place) => new Response(Uint8Array.from(lists.get(String(place)) ?? [])),
    now: () => AT,
    log: (line) => lines.push(line),
    alarm: (line) => lines.push(line),
  })
  const sealer: Sealer = { ...chain, stampTime, validation }
  const typeset = () => typesetProgressNote({ ...lateNote, practiceSeal: chain })
  const pdf = await sealPdf(typeset(), sealer)
  expect(lines).toEqual([])
  expect((await verifyPdf(pdf)).validation?.faults).toEqual([])
  await writeFile(at('lasting.pdf'), pdf)
  await writeFile(at('lasting-1b.pdf'), await sealPdf(underStandard('a-1b', typeset), sealer))
})
afterAll(() => rm(dir, { recursive: true, force: true }))

const objectOf = async (reference: string) => {
  const { output } = await judge('qpdf', `--show-object=${reference}`, at('lasting.pdf'))
  return output
}
const streamOf = (number: string) =>
  execFileSync('qpdf', [`--show-object=${number}`, '--filtered-stream-data', at('lasting.pdf')])

/** By qpdf alone: what the catalog's store holds. */
async function stored(name: 'Certs' | 'CRLs'): Promise<Buffer[]> {
  const after = (mark: RegExp, text: string) => mark.exec(text)?.[1] ?? ''
  const catalog = await objectOf(after(/\/Root (\d+) 0 R/, await objectOf('trailer')))
  const store = await objectOf(after(/\/DSS (\d+) 0 R/, catalog))
  const all = after(new RegExp(`/${name} \\[ ([^\\]]*)\\]`), store)
  return [...all.matchAll(/(\d+) 0 R/g)].map(([, number = '']) => streamOf(number))
}

const pem = (kind: 'x509' | 'crl', der: Buffer) =>
  execFileSync('openssl', [kind, '-inform', 'DER'], { input: der, encoding: 'utf8' })

describe('a document that keeps revocation lists', () => {
  it('is well formed, says qpdf', async () => {
    const { code, output } = await judge('qpdf', '--check', at('lasting.pdf'))
    expect(output).toContain('No syntax or stream encoding errors found')
    expect(code).toBe(0)
  })

  it('has a valid signature over all of it, says pdfsig', async () => {
    const { output } = await judge('pdfsig', '-nocert', at('lasting.pdf'))
    expect(output).toContain('Signature is Valid')
    expect(output).toContain('Total document signed')
  })

  it('has nothing in it that PDFBox Preflight says PDF/A-1b may not have', async () => {
    const findings = await preflight(dir, [at('lasting-1b.pdf')])
    expect(findings['lasting-1b.pdf']).toEqual([])
  })

  it.each([
    ['sealing certificate', 'CN = Lindenhof', 'CN = Root', 0],
    ['authority’s certificate', 'CN = Time Authority', 'CN = Time Root', 2],
  ])(
    'keeps all that openssl asks of the %s, with a list for each',
    async (_what, leaf, root, list) => {
      const certificates = (await stored('Certs')).map((der) => pem('x509', der))
      const named = async (subject: string) => {
        for (const certificate of certificates) {
          await writeFile(at('one.pem'), certificate)
          const { output } = await judge(
            'openssl',
            'x509',
            '-in',
            at('one.pem'),
            '-noout',
            '-subject',
          )
          if (output.trim() === `subject=${subject}`) return certificate
        }
        throw new Error(`no certificate of ${subject}`)
      }
      await writeFile(at('leaf.pem'), await named(leaf))
      await writeFile(at('root.pem'), await named(root))
      await writeFile(at('others.pem'), certificates.join(''))
      const lists = (await stored('CRLs')).map((der) => pem('crl', der))
      const verified = async (given: readonly string[]) => {
        await writeFile(at('lists.pem'), given.join(''))
        return judge(
          'openssl',
          ...['verify', '-crl_check_all', '-attime', String(AT.getTime() / 1000)],
          ...[
            '-CAfile',
            at('root.pem'),
            '-untrusted',
            at('others.pem'),
            '-CRLfile',
            at('lists.pem'),
          ],
          at('leaf.pem'),
        )
      }
      expect((await verified(lists)).output).toBe(`${at('leaf.pem')}: OK\n`)
      // So that this judge can say no: its issuer's list left out.
      const { code, output } = await verified(lists.toSpliced(list, 1))
      expect([code === 0, output]).toEqual([
        false,
        expect.stringContaining('unable to get certificate CRL'),
      ])
    },
  )
})

it('a list that openssl made is read: whom it names, and whom not', async () => {
  const openssl = async (...args: string[]) => {
    const { code, output } = await judge('openssl', ...args)
    if (code !== 0) throw new Error(output)
  }
  await writeFile(
    at('ca.conf'),
    [
      '[ca]',
      `database = ${at('index.txt')}`,
      `crlnumber = ${at('number')}`,
      'default_md = sha256',
      'default_crl_days = 7',
      'crl_extensions = extensions',
      '[extensions]',
      'authorityKeyIdentifier = keyid:always',
    ].join('\n'),
  )
  const revoked = ['R', '460101000000Z', '260201000000Z,keyCompromise', '0A', 'unknown', '/CN=Bad']
  await writeFile(at('index.txt'), `${revoked.join('\t')}\n`)
  await writeFile(at('number'), '01\n')
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await openssl(
    ...['req', '-x509', ...newKey, '-keyout', at('ca-key.pem'), '-out', at('ca.pem')],
    ...['-subj', '/CN=CA', '-days', '30'],
  )
  await openssl(
    ...['ca', '-gencrl', '-name', 'ca', '-config', at('ca.conf'), '-out', at('ca.crl')],
    ...['-keyfile', at('ca-key.pem'), '-cert', at('ca.pem')],
  )
  await openssl('crl', '-in', at('ca.crl'), '-outform', 'DER', '-out', at('ca.der'))
  const issuer = await readCertificate(await readFile(at('ca.pem'), 'utf8'))
  const list = readRevocationList(await readFile(at('ca.der')))
  const subject = async (serial: string) => {
    await openssl(
      ...['req', ...newKey, '-keyout', at('key.pem'), '-out', at('req.pem'), '-subj', '/CN=One'],
    )
    await openssl(
      ...['x509', '-req', '-in', at('req.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca-key.pem')],
      ...['-set_serial', serial, '-out', at('cert.pem'), '-days', '30'],
    )
    return readCertificate(await readFile(at('cert.pem'), 'utf8'))
  }
  const [bad, good] = [await subject('0x0A'), await subject('0x0B')]
  expect(await speaksOf(list, good, { issuer, at: list.from })).toBe(true)
  expect([isRevokedBy(list, bad), isRevokedBy(list, good)]).toEqual([true, false])
})
