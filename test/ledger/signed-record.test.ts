import { expect, it } from 'vitest'
import { commit, committedPart, newNonce } from '../../shared/ledger/commitment.ts'
import { nextEvent } from '../../shared/ledger/event.ts'
import { statementText } from '../../shared/ledger/statement.ts'
import { verifyChain } from '../../shared/ledger/verify-chain.ts'
import { Addition, SignedForm } from '../../shared/note/signed-form.ts'
import { contextOf } from '../../shared/seal/record-context.ts'
import { openRecord, SIGNED_RECORD_LIMIT, sealRecord } from '../../shared/seal/sealed-record.ts'
import { coSignedNote, sampleNotes } from '../document/sample-notes.ts'
import { newBranchKey } from '../seal/keys.ts'
import { CHAIN, publicKeys, STATEMENT_KEY, signText } from './chains.ts'

type Form = SignedForm | Addition

const key = newBranchKey()
const about = contextOf({ practiceId: 'north', clientId: 'c1', kind: 'signed-note', id: 'c1.n1' })
const types = {
  author: 'note_signed',
  addendum: 'addendum_signed',
  'co-signature': 'note_co_signed',
  attestation: 'note_attested',
} as const

/** Commits, signs, records and seals a form as the deed of signing does, in its order. */
function signAndSeal(form: Form) {
  const { nonce: _nonce, ledger: _ledger, signature, ...words } = form
  const { commitment: _commitment, value: _value, ...given } = signature
  const intent = { ...given, keyArn: STATEMENT_KEY }
  const nonce = newNonce()
  const commitment = commit(nonce, { ...words, signature: intent })
  const { meaning, statementVersion, signedAt, algorithm } = intent
  const signerId = intent.signer.memberId
  const { noteId } = form
  const text = statementText({ commitment, noteId, signerId, meaning, statementVersion, signedAt })
  const value = signText(text).toString('base64')
  const { event, head } = nextEvent(undefined, {
    chain: CHAIN,
    type: types[meaning],
    actorId: signerId,
    at: signedAt,
    about: { noteId },
    commitment,
    signature: { meaning, statementVersion, keyArn: STATEMENT_KEY, algorithm, value },
  })
  const signed = {
    ...words,
    signature: { ...intent, commitment, value },
    ledger: { chain: CHAIN, seq: event.seq },
    nonce,
  }
  return { event, head, sealed: sealRecord(signed, about, key, SIGNED_RECORD_LIMIT) }
}

it.each([
  ...Object.entries(sampleNotes).map(([name, { signed }]) => [name, SignedForm, signed] as const),
  ...coSignedNote.additions.map((added) => [added.form, Addition, added] as const),
])(
  '%s, signed, sealed and opened again, is what the ledger committed to',
  (_name, schema, form) => {
    const { event, head, sealed } = signAndSeal(form)
    const raw = openRecord(sealed, about, key)
    const parsed = schema.parse(raw)
    for (const record of [Object(raw), parsed]) {
      const opened = [{ seq: 1, nonce: parsed.nonce, content: committedPart(record) }]
      expect(verifyChain([event], { head, publicKeys, commitments: opened })).toEqual([])
    }

    const altered = { ...parsed, form: `${parsed.form}0` }
    const commitments = [{ seq: 1, nonce: parsed.nonce, content: committedPart(altered) }]
    expect(verifyChain([event], { head, publicKeys, commitments })).toEqual([
      { kind: 'bad_commitment', seq: 1 },
    ])
  },
)
