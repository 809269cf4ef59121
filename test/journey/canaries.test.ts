import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkCaseload } from '../../infra/local/demo/caseload/check-caseload.ts'
import { demonstrate, type Summary } from '../../infra/local/demo/demonstration.ts'
import { createServices } from '../../infra/local/services/create-services.ts'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { loadAssembly } from '../../infra/local/template/assembly.ts'
import { openEstate } from '../../infra/local/template/estate.ts'

/** Words that stand nowhere else: each in another kind of field. */
const canaries = {
  given: 'Zeisigine',
  family: 'Girlitzowa',
  preferred: 'Stieglitzchen',
  guardian: 'Hänflingmann',
  insured: 'KANARI-4711',
  diagnosis: 'Dompfaffenschmerz',
  subjective: 'Goldammerlied',
  addendum: 'Zaunkönigsnachtrag',
  reason: 'Rotkehlchengrund',
  lateReason: 'Mauerseglerflug',
  draft: 'Wiedehopfentwurf',
}
const words = Object.values(canaries)

const out = mkdtempSync(join(tmpdir(), 'noteseal-canaries-'))
afterAll(() => rmSync(out, { recursive: true, force: true }))

const coding = {
  modality: 'in person',
  placeOfService: '11',
  diagnoses: [{ code: 'F41.1', label: canaries.diagnosis }],
}
const soap = { subjective: canaries.subjective, objective: 'o', assessment: 'a', plan: 'p' }

const caseload = {
  format: 'noteseal/caseload/1',
  practice: { name: 'North', address: ['1 Main Street'], zone: 'America/Chicago' },
  members: [
    { key: 'rey', name: 'Ana Rey', credentials: 'LCSW', roles: ['clinician'], supervisor: 'sup' },
    { key: 'sup', name: 'Uma Sup', roles: ['supervisor'] },
  ],
  clients: [
    {
      key: 'c1',
      careTeam: ['rey'],
      name: { given: canaries.given, family: canaries.family, preferred: canaries.preferred },
      birthDate: '2012-02-29',
      guardians: [
        {
          name: canaries.guardian,
          relationship: 'mother',
          mayConsent: true,
          mayReceiveRecords: true,
        },
      ],
      insurance: [{ order: 'primary', payer: 'Plan', memberId: canaries.insured }],
    },
  ],
  sessions: [
    {
      ...{ client: 'c1', member: 'rey', start: '2026-03-02T15:00', end: '2026-03-02T15:50' },
      ...coding,
      note: {
        template: 'soap',
        sections: soap,
        addenda: [{ kind: 'addition', reason: canaries.reason, text: canaries.addendum }],
        coSignedAt: '2026-03-05T09:00',
      },
    },
    {
      ...{ client: 'c1', member: 'rey', start: '2026-03-04T15:00', end: '2026-03-04T15:50' },
      ...coding,
      note: {
        template: 'soap',
        sections: soap,
        writtenAt: '2026-03-07T09:00',
        lateReason: canaries.lateReason,
      },
    },
    {
      ...{ client: 'c1', member: 'rey', start: '2026-03-09T15:00', end: '2026-03-09T15:50' },
      ...coding,
      note: { template: 'soap', sections: { subjective: canaries.draft }, sign: false },
    },
    {
      ...{ client: 'c1', member: 'rey', start: '2026-03-10T15:00', end: '2026-03-10T15:50' },
      ...coding,
    },
  ],
}

let summary: Summary
let assembly: string
const printed: string[] = []
beforeAll(async () => {
  assembly = await prepareAssembly()
  summary = await demonstrate({
    out,
    assembly,
    caseload: checkCaseload(caseload, '2026-06-01T12:00:00.000Z'),
    report: (line) => printed.push(line),
  })
}, 180_000)

describe('what a practice’s people write is readable in answers and PDFs alone', () => {
  it('the life of the notes went through', () => {
    expect(summary.failed).toBeUndefined()
    const ofNotes = summary.documents.filter(({ noteId }) => noteId !== undefined)
    expect(ofNotes.map(({ version }) => version)).toEqual([1, 2, 3, 1])
    expect(summary.documents.map(({ kind }) => kind)).toContain('treatment-plan')
    expect(summary.mails.length).toBeGreaterThan(0)
  })

  it('not in what is printed or summed up', () => {
    expect(found(JSON.stringify([printed, summary]))).toEqual([])
  })

  it('not in any file of the cloud: logs, mails, queues, keys, contexts, trails', () => {
    const files = filesOf(join(out, 'state'))
    expect(files.some((file) => file.endsWith('records-api.log'))).toBe(true)
    const told = files
      // Objects are PDFs and sealed records; the PDFs are for whoever gets a link.
      .filter((file) => !readFileSync(file).subarray(0, 5).equals(Buffer.from('%PDF-')))
      .flatMap((file) => {
        const bytes = readFileSync(file)
        const words = [...found(bytes.toString('utf8')), ...found(bytes.toString('utf16le'))]
        return words.map((word) => `${relative(out, file)}: ${word}`)
      })
    expect(told).toEqual([])
  })

  it('not in any attribute of any item of any table', async () => {
    const services = await createServices({
      dir: join(out, 'state/services'),
      now: Date.now,
      region: 'us-east-1',
      account: '000000000000',
      principals: { lookup: () => undefined },
    })
    try {
      const tables = openEstate(loadAssembly(assembly)).all('AWS::DynamoDB::Table')
      let items = 0
      for (const { name } of tables) {
        const all = await services.dynamodb.items(name)
        items += all.length
        expect([name, found(JSON.stringify(all, unwrapped))]).toEqual([name, []])
      }
      expect(items).toBeGreaterThan(50)
    } finally {
      await services.close()
    }
  })

  it('and the search would have found them, as they are and encoded', () => {
    for (const form of [canaries.family, Buffer.from(`x${canaries.family}`).toString('base64')])
      expect(found(`x ${form} y`)).toEqual([canaries.family])
  })
})

/** The canaries in a text, as they are, without their accents, or in base 64 or hexadecimal. */
function found(text: string): string[] {
  return words.filter((word) =>
    [word, encodeURIComponent(word), Buffer.from(word).toString('hex'), ...inBase64(word)].some(
      (form) => text.includes(form),
    ),
  )
}

/** The part of a word's base 64 that is the same wherever in a text the word stands. */
function inBase64(word: string): string[] {
  return [0, 1, 2].map((shift) => {
    const encoded = Buffer.from(' '.repeat(shift) + word).toString('base64')
    return encoded.slice(shift === 0 ? 0 : shift + 1, encoded.length - 4)
  })
}

/** Bytes as base 64, as DynamoDB's JSON has them. */
const unwrapped = (_key: string, value: unknown) =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name)
    return statSync(path).isDirectory() ? filesOf(path) : [path]
  })
}
