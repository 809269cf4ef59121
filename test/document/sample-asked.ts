import type { AccountingWords } from '../../shared/document/accounting-words.ts'
import type { AskedRecord, AskedTypesetting } from '../../shared/document/asked-record.ts'
import type { AskedWords } from '../../shared/document/asked-words.ts'
import type { HoldNoticeWords } from '../../shared/document/hold-notice-words.ts'
import type { PhysicianLetterWords } from '../../shared/document/physician-letter-words.ts'
import type { SignatureAttestationWords } from '../../shared/document/signature-attestation-words.ts'
import type { SuperbillWords } from '../../shared/document/superbill-words.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import { statements } from '../../shared/note/statement.ts'
import { part2Note, shortNote, signatureOf, tomas } from './sample-notes.ts'

const CLIENT = shortNote.signed.client.id
const ASKED_AT = '2026-05-11T16:04:10.000Z'

/** As a kind is typeset from its words. */
export function askedOf<W extends AskedWords>(
  words: W,
  { own = '5c7d9e1f3g5h7j9k1m3n5p7q9r', signature }: Asking = {},
): AskedTypesetting<W> {
  const documentId = `${CLIENT}.${own}`
  const record: AskedRecord = {
    form: 'noteseal/asked-document/1',
    documentId,
    words,
    askedBy: shortNote.signed.signature.signer.memberId,
    askedAt: ASKED_AT,
    ...(signature && { signature }),
    ledger: { chain: shortNote.signed.ledger.chain, seq: 41 },
    nonce: Buffer.alloc(32, 9).toString('base64'),
  }
  const commitment = commit(record.nonce, committedPart(record))
  return {
    words,
    signature: signature && { ...signature, commitment },
    document: { id: documentId, version: 1, createdAt: ASKED_AT, paper: words.practice.paper },
    practiceSeal: { fingerprint: 'a3'.repeat(32) },
    source: { form: record.form, documentId, commitment, ledger: record.ledger },
  }
}

interface Asking {
  readonly own?: string
  readonly signature?: AskedRecord['signature']
}

function attestationOf({ signed }: typeof shortNote): SignatureAttestationWords {
  const { practice, client, session, template, signature, ledger, part2, noteId } = signed
  return {
    kind: 'signature-attestation',
    practice,
    client,
    entry: {
      noteId,
      title: template.title,
      start: session.start,
      end: session.end,
      services: session.services,
      placeOfService: session.placeOfService,
      signer: signature.signer,
      signedAt: signature.signedAt,
      commitment: signature.commitment,
      ledgerSeq: ledger.seq,
    },
    ...(part2 && { part2 }),
  }
}

const attested = (note: typeof shortNote) => {
  const { version: statementVersion, text: statement } = statements.attestation
  const made = signatureOf(note.signed.signature.signer, 'author', ASKED_AT)
  return askedOf(attestationOf(note), {
    signature: { ...made, meaning: 'attestation', statementVersion, statement },
  })
}

/** As many disclosures as fill more than a page, with every field as long as it may be. */
export function accountingOfMany(many: number, note = shortNote) {
  const { practice, client, part2 } = note.signed
  const words: AccountingWords = {
    kind: 'accounting-of-disclosures',
    practice,
    client,
    from: '2020-05-11',
    to: '2026-05-11',
    disclosures: Array.from({ length: many }, (_, index) => ({
      releaseId: `${CLIENT}.${String(index).padStart(26, '0')}`,
      givenAt: `2026-0${(index % 4) + 1}-12T15:04:00.000Z`,
      recipient:
        index % 2 === 0 ? 'Oregon Department of Human Services' : 'Multnomah County Circuit Court',
      ...(index % 3 !== 0 && { address: '500 Summer Street NE\nSalem, OR 97301' }),
      what: 'progress notes and intake assessments, days of service 2026-01-01 to 2026-03-31',
      purpose: 'Report of suspected abuse of a child, made by telephone and confirmed in writing',
      law: index % 2 === 0 ? '45 CFR 164.512(b), (c)' : '45 CFR 164.512(e)(1)(i)',
    })),
    ...(part2 && { part2 }),
  }
  return askedOf(words, { own: '6d8e0f2g4h6j8k0m2n4p6q8r0s' })
}

export const attestation = attested(shortNote)
export const part2Attestation = attested(part2Note)

function superbillOf(
  { signed: { practice, client, part2, signature } }: typeof shortNote,
  sessions: number,
): SuperbillWords {
  const days = Array.from({ length: sessions }, (_, week) =>
    new Date(Date.parse('2026-01-05T18:02:00.000Z') + week * 7 * 86_400_000).toISOString(),
  )
  const common = { diagnoses: ['F41.0', 'F33.1'], modifiers: ['95'] }
  const place = { code: '10', label: 'Telehealth, client at home' }
  return {
    kind: 'superbill',
    practice: { ...practice, taxId: '93-1234567' },
    client: {
      name: client.name,
      birthDate: client.birthDate,
      address: ['2210 SE Hawthorne Boulevard, Apt 5', 'Portland, OR 97214'],
    },
    insurance: [
      {
        order: 'primary',
        payer: 'Cascadia Health Plan',
        plan: 'PPO',
        memberId: 'CHP 7731 4402 09',
        group: '00412',
      },
      {
        order: 'secondary',
        payer: 'Pacific Mutual',
        memberId: 'PM-99120',
        holder: 'Oskar Łukasiewicz (spouse)',
      },
    ],
    from: '2026-01-01',
    to: '2026-12-31',
    providers: [signature.signer, { ...tomas, supervisor: signature.signer }],
    diagnoses: [
      { code: 'F41.0', label: 'Panic disorder without agoraphobia' },
      { code: 'F33.1', label: 'Major depressive disorder, recurrent, moderate' },
    ],
    lines: days.flatMap((start, i) => [
      {
        ...common,
        sessionId: `${client.id}.${'0'.repeat(24)}${String(i).padStart(2, '0')}`,
        start,
        placeOfService: i % 3 === 2 ? { code: '11', label: 'Office' } : place,
        cpt: i === 0 ? '90791' : '90837',
        label: i === 0 ? 'Intake evaluation' : 'Individual therapy, 60 minutes',
        units: 1,
        cents: i === 0 ? 22_000 : 18_000,
        provider: i % 5 === 4 ? 1 : 0,
      },
    ]),
    payments: [
      { on: '2026-01-05', cents: 22_000, by: 'card' },
      { on: '2026-02-02', cents: 18_000, by: 'check 1107' },
    ],
    ...(part2 && { part2 }),
  }
}

export const superbill = askedOf(superbillOf(shortNote, 4))
export const longSuperbill = askedOf(superbillOf(shortNote, 48))
export const part2Superbill = askedOf(superbillOf(part2Note, 5))
const holder = { name: 'Keziah Keeper', credentials: '', roles: ['custodian' as const] }

function holdNoticeOf({ signed }: typeof shortNote, more: Partial<HoldNoticeWords> = {}) {
  const { practice, client, part2 } = signed
  const { id, name, birthDate } = client
  const words: HoldNoticeWords = {
    kind: 'hold-notice',
    practice,
    client: { id, name, birthDate },
    holdId: `${CLIENT}.0123456789abcdefghjkmnpqrs`,
    cause: 'litigation',
    placed: { by: holder, at: ASKED_AT },
    otherHolds: 0,
    ...(part2 && { part2 }),
    ...more,
  }
  return askedOf(words)
}

export const holdNotice = holdNoticeOf(shortNote)
export const holdNoticeWithReason = holdNoticeOf(part2Note, {
  cause: 'request',
  placed: { by: holder, at: ASKED_AT, reason: 'The board has asked for the whole record.' },
  otherHolds: 2,
})
export const liftedNotice = holdNoticeOf(shortNote, {
  lifted: {
    by: { name: 'Ada Admin', credentials: 'LCSW', roles: ['admin', 'clinician'] },
    at: '2026-08-02T13:00:00.000Z',
  },
})
export const liftedNoticeOfTwo = holdNoticeOf(shortNote, {
  lifted: { by: holder, at: '2026-08-02T13:00:00.000Z', reason: 'The proceedings are over.' },
  otherHolds: 1,
})

function letterOf(
  { signed: { practice, client, part2, signature } }: typeof shortNote,
  more: Partial<PhysicianLetterWords> = {},
): PhysicianLetterWords {
  return {
    kind: 'physician-letter',
    practice,
    client,
    writer: signature.signer,
    recipient: {
      name: 'Dr. Amara Osei',
      practice: 'Alder Family Medicine',
      address: ['12 Alder Street', 'Portland, OR 97209'],
      fax: '(503) 555-0190',
    },
    occasion: 'treatment-begun',
    text: [
      'Dear Dr. Osei,',
      'thank you for referring our client. Weekly psychotherapy began on March 4, with these aims:',
      '1. fewer panic attacks, no more than one a month by spring;\n2. travelling to work by train again.',
      'They take no medication for it, and ask you to keep an eye on blood pressure. I will write again when treatment changes.',
      'With kind regards',
    ].join('\n\n'),
    diagnoses: [
      { code: 'F41.0', label: 'Panic disorder without agoraphobia', since: '2026-03-04' },
      {
        code: 'F33.1',
        label: 'Major depressive disorder, recurrent, moderate',
        since: '2025-11-02',
      },
    ],
    ...(part2 && { part2 }),
    ...more,
  }
}

export const physicianLetter = askedOf(letterOf(shortNote))
export const part2Letter = askedOf(
  letterOf(part2Note, { occasion: 'treatment-ended', diagnoses: [] }),
)
