import type { AskedRecord, AskedTypesetting } from '../../shared/document/asked-record.ts'
import type { AskedWords } from '../../shared/document/asked-words.ts'
import type { SignatureAttestationWords } from '../../shared/document/signature-attestation-words.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import { statements } from '../../shared/note/statement.ts'
import { part2Note, shortNote, signatureOf } from './sample-notes.ts'

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

export const attestation = attested(shortNote)
export const part2Attestation = attested(part2Note)
