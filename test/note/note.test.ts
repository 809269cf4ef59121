import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { newId } from '../../shared/id.ts'
import { insistOnFreshSignIn } from '../../shared/note/fresh-sign-in.ts'
import { firstNoteOf, likelySessionOf } from '../../shared/note/note.ts'
import { intentOf } from '../../shared/note/signer.ts'
import { statements } from '../../shared/note/statement.ts'
import { Refused } from '../../shared/refused.ts'

describe('the id of a session’s first note', () => {
  it('tells the session, stays with the client and is another id', () => {
    for (let i = 0; i < 100; i++) {
      const sessionId = `${newId()}.${newId()}`
      const noteId = firstNoteOf(sessionId)
      expect(likelySessionOf(noteId)).toBe(sessionId)
      expect(noteId.slice(0, 27)).toBe(sessionId.slice(0, 27))
      expect(noteId).not.toBe(sessionId)
    }
  })
})

describe('a sign-in is fresh', () => {
  const now = '2026-01-14T15:00:00.000Z'
  const at = Date.parse(now) / 1000

  it('for 15 minutes, and not a second longer', () => {
    expect(() => insistOnFreshSignIn(at - 900, now)).not.toThrow()
    expect(() => insistOnFreshSignIn(at - 901, now)).toThrow(Refused)
  })

  it('never when nobody knows when it was, or when it is yet to come', () => {
    for (const authTime of [Number.NaN, 0, Number.POSITIVE_INFINITY, at + 61])
      expect(() => insistOnFreshSignIn(authTime, now)).toThrow(Refused)
  })
})

describe('a signature', () => {
  const signing = {
    signer: { memberId: newId(), name: 'Dr. Baker', credentials: 'PhD' },
    signedAt: '2026-01-14T15:00:00.000Z',
    signInMethod: 'password and one-time code',
    keyArn: 'arn:aws:kms:us-east-1:111122223333:key/x',
  }

  it('is under the words in force alone', () => {
    for (const { meaning, version, text } of Object.values(statements)) {
      expect(intentOf(meaning, { ...signing, statementVersion: version })).toMatchObject({
        meaning,
        statement: text,
        statementVersion: version,
      })
    }
    fc.assert(
      fc.property(fc.string(), (statementVersion) => {
        fc.pre(statementVersion !== 'author/1')
        expect(() => intentOf('author', { ...signing, statementVersion })).toThrow(Refused)
      }),
    )
  })

  it('is by somebody with no licence where they have none', () => {
    const { signer } = intentOf('author', { ...signing, statementVersion: 'author/1' })
    expect(signer).toEqual({ ...signing.signer, licence: '' })
  })
})
