import { describe, expect, it } from 'vitest'
import { plusMinutes } from '../../shared/clock.ts'
import { newId } from '../../shared/id.ts'
import { addAddendum, coSign } from '../../shared/note/add-to-note.ts'
import { coSignatureOwed } from '../../shared/note/co-signature-owed.ts'
import { enterInError } from '../../shared/note/enter-in-error.ts'
import type { Draft, Note, SignedNote } from '../../shared/note/note.ts'
import { noteHeader } from '../../shared/note/note-header.ts'
import { owedAgain } from '../../shared/note/owed-again.ts'
import { type SigningAct, type Surroundings, signNote } from '../../shared/note/sign-note.ts'
import type { Obligation } from '../../shared/obligation/obligation.ts'
import { defaultLateRule } from '../../shared/practice/settings.ts'
import { Refused } from '../../shared/refused.ts'
import { defaultRetentionPolicy } from '../../shared/retention/policy.ts'

const clientId = newId()
const authorId = newId()
const practiceId = newId()
const start = '2026-01-14T14:00:00.000Z'
const end = '2026-01-14T14:55:00.000Z'
const dueAt = '2026-01-15T14:55:00.000Z'

const draft: Draft = {
  state: 'draft',
  noteId: `${clientId}.${newId()}`,
  practiceId,
  clientId,
  sessionId: `${clientId}.${newId()}`,
  authorId,
  template: 'dap/1',
  version: 4,
  revision: 4,
  openedAt: start,
  savedAt: end,
  sessionStart: '2026-01-14T13:45:00.000Z',
  dueAt: '2026-01-15T14:40:00.000Z',
}
const sections = { data: 'Talked.', assessment: 'Better.', plan: 'Weekly.' }

const around: Surroundings = {
  practice: {
    practiceId,
    name: 'North',
    address: ['1 Test Street'],
    zone: 'America/New_York',
    paper: 'us-letter',
    lateRule: defaultLateRule,
    digestHour: 7,
    coSignatureWithinHours: 72,
    retention: defaultRetentionPolicy,
    version: 1,
  },
  demographics: {
    name: { given: 'Zoë', middle: 'A.', family: 'Łukasiewicz', suffix: 'Jr.', preferred: 'Z' },
    birthDate: '1987-11-23',
    insurance: [
      { order: 'secondary', payer: 'Other', memberId: '2' },
      { order: 'primary', payer: 'Cascadia', plan: 'PPO', memberId: '1' },
    ],
  },
  session: {
    status: 'held',
    sessionId: draft.sessionId,
    clientId,
    memberId: authorId,
    plannedStart: '2026-01-14T13:45:00.000Z',
    plannedEnd: '2026-01-14T14:40:00.000Z',
    start,
    end,
    version: 2,
    coding: {
      modality: 'video',
      placeOfService: '10',
      participants: ['client', 'interpreter'],
      services: [{ cpt: '90837', modifiers: ['95'], units: 1 }],
      diagnoses: [{ code: 'F41.0' }],
    },
  },
  dueAt,
}

const act: SigningAct = {
  signer: { memberId: authorId, name: 'Dr. Baker', credentials: 'PhD' },
  signedAt: plusMinutes(end, 30),
  statementVersion: 'author/1',
  signInMethod: 'password and one-time code',
  keyArn: 'arn:aws:kms:us-east-1:111122223333:key/x',
  version: 4,
}

const sign = (
  change: Partial<SigningAct> = {},
  with_: Partial<Surroundings> = {},
  note: Note = draft,
) => signNote(note, sections, { ...around, ...with_ }, { ...act, ...change })

const codeOf = (deed: () => unknown) => {
  try {
    deed()
    return undefined
  } catch (error) {
    return error instanceof Refused ? error.code : error
  }
}

const supervisor = { memberId: newId(), name: 'Dr. Vogel', credentials: 'PhD', licence: '' }
const signedNote = (): SignedNote => sign({}, { supervisor }).signed

describe('a signed form', () => {
  it('has every fact as it stands at signing', () => {
    expect(sign().form).toMatchObject({
      client: {
        name: 'Zoë A. Łukasiewicz Jr.',
        birthDate: '1987-11-23',
        memberId: '1',
        payer: 'Cascadia, PPO',
      },
      session: {
        start,
        end,
        plannedStart: '2026-01-14T13:45:00.000Z',
        placeOfService: { code: '10', label: 'Telehealth, client at home' },
        services: [{ cpt: '90837', label: 'Individual therapy, 60 minutes', modifiers: ['95'] }],
      },
      template: { key: 'dap', version: 1, title: 'DAP' },
      written: { openedAt: start, lastSavedAt: end, dueAt },
    })
    expect(sign().form.written).not.toHaveProperty('late')
    expect(sign().form.session).not.toHaveProperty('group')
  })

  it.each(['us-letter', 'a4'] as const)(
    'has the paper that the practice prints on: %s',
    (paper) => {
      const { form } = sign({}, { practice: { ...around.practice, paper } })
      expect(form.practice.paper).toBe(paper)
    },
  )

  it.each([
    ['neither says so', undefined, undefined, false],
    ['the client’s do', undefined, true, true],
    ['all of the practice’s are', true, undefined, true],
    ['all are but this client’s', true, false, false],
  ] as const)('names a Part 2 program where %s', (_when, ofAll, ofClient, named) => {
    const { form } = sign(
      {},
      {
        practice: { ...around.practice, ...(ofAll !== undefined && { part2Program: ofAll }) },
        demographics: {
          ...around.demographics,
          ...(ofClient !== undefined && { part2Program: ofClient }),
        },
      },
    )
    expect(form.form).toBe(named ? 'noteseal/signed-note/2' : 'noteseal/signed-note/1')
    expect(form.part2?.notice).toBe(
      named
        ? '42 CFR part 2 prohibits unauthorized use or disclosure of these records.'
        : undefined,
    )
  })

  it('moves the note to when the session was, and owes no co-signature nobody supervises', () => {
    const { signed } = sign()
    expect(signed).toMatchObject({ version: 5, revision: 4, sessionStart: start, dueAt })
    expect(noteHeader(signed)).not.toHaveProperty('coSignature')
    expect(coSignatureOwed(signed, around.practice)).toBeUndefined()
  })

  it.each([
    [0, undefined],
    [0.01, 1],
    [59.5, 60],
    [1440, 1440],
  ])('signed %d minutes after it was due is late by %s', (minutes, late) => {
    const { form, signed } = sign({ signedAt: plusMinutes(dueAt, minutes), lateReason: 'Ill' })
    expect(form.written.late).toEqual(late && { reason: 'Ill', minutes: late })
    expect(signed.late).toBe(late !== undefined)
  })
})

describe('signing is refused', () => {
  it.each<[string, () => unknown, string]>([
    [
      'to anybody but the author',
      () => sign({ signer: { ...act.signer, memberId: newId() } }),
      'author_required',
    ],
    ['from another version', () => sign({ version: 3 }), 'stale_revision'],
    ['under other words', () => sign({ statementVersion: 'author/2' }), 'statement_not_accepted'],
    ['late without a reason', () => sign({ signedAt: plusMinutes(dueAt, 1) }), 'note_incomplete'],
    [
      'before the session was held',
      () =>
        sign(
          {},
          {
            session: {
              ...around.session,
              status: 'missed',
              reason: 'other',
            } as Surroundings['session'],
          },
        ),
      'session_not_held',
    ],
    ['twice', () => sign({}, {}, sign().signed), 'note_not_draft'],
  ])('%s', (_what, deed, code) => {
    expect(codeOf(deed)).toBe(code)
  })
})

describe('what is added', () => {
  const words = { kind: 'correction' as const, reason: 'Dose', text: '50 mg' }
  const follows = ['4f0c8a6e']
  const adding = { ...act, ...words, statementVersion: 'addendum/1', follows }
  const coSigning = { ...act, statementVersion: 'co-signature/1', version: 5, follows }

  it('is numbered in one row, addenda also among themselves', () => {
    const first = addAddendum(signedNote(), adding)
    const co = coSign(first.note, { ...coSigning, version: 6 })
    const second = addAddendum(co.note, adding)
    expect([first.number, co.number, second.number]).toEqual([1, 2, 3])
    expect([first.form.number, second.form.number]).toEqual([1, 2])
    expect(second.note).toMatchObject({ version: 8, additions: 3, addenda: 2, coSignature: 'done' })
  })

  it('says what it was put under', () => {
    const first = addAddendum(signedNote(), adding)
    const both = [...follows, 'c2e4f608']
    const co = coSign(first.note, { ...coSigning, version: 6, follows: both })
    expect([first.form.follows, co.form.follows]).toEqual([follows, both])
  })

  it.each<[string, () => unknown, string]>([
    ['an addendum to a draft', () => addAddendum(draft, adding), 'note_not_signed'],
    ['a co-signature of a draft', () => coSign(draft, coSigning), 'note_not_signed'],
    ['a co-signature nobody owes', () => coSign(sign().signed, coSigning), 'co_signature_not_due'],
    [
      'a second co-signature',
      () => coSign(coSign(signedNote(), coSigning).note, { ...coSigning, version: 6 }),
      'co_signature_not_due',
    ],
    [
      'a co-signature of what has changed',
      () => coSign(addAddendum(signedNote(), adding).note, coSigning),
      'stale_revision',
    ],
  ])('is never %s', (_what, deed, code) => {
    expect(codeOf(deed)).toBe(code)
  })
})

describe('entered in error', () => {
  const marking = { version: 5, memberId: authorId, at: end }

  it('is for good', () => {
    const marked = enterInError(signedNote(), marking)
    expect(marked).toMatchObject({ state: 'entered-in-error', version: 6, enteredInErrorAt: end })
    expect(codeOf(() => enterInError(marked, { ...marking, version: 6 }))).toBe(
      'already_entered_in_error',
    )
    expect(
      codeOf(() =>
        addAddendum(marked, {
          ...act,
          kind: 'addition',
          reason: '',
          text: '',
          statementVersion: 'addendum/1',
          follows: [],
        }),
      ),
    ).toBe('note_entered_in_error')
  })

  it('leaves a note owed as before: levels reached stay reached, the next is yet to come', () => {
    const done: Obligation = {
      obligationId: newId(),
      clientId,
      kind: 'note',
      sessionId: draft.sessionId,
      noteId: draft.noteId,
      memberId: authorId,
      sessionStart: start,
      dueAt,
      level: 'reminder',
      state: 'done',
    }
    const { noteId: _note, ...owed } = done
    expect(owedAgain(done, defaultLateRule)).toEqual({ ...owed, state: 'open', flagAt: dueAt })
    expect(owedAgain({ ...done, level: 'supervisor' }, defaultLateRule)).toEqual({
      ...owed,
      level: 'supervisor',
      state: 'open',
    })
    expect(owedAgain({ ...done, state: 'cancelled' }, defaultLateRule)).toEqual({
      ...owed,
      state: 'cancelled',
    })
  })
})
