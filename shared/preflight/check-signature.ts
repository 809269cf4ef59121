import { minutesBetween } from '../clock.ts'
import type { Found } from './finding.ts'
import type { NoteToCheck } from './material.ts'

/** Who stands for the note, and when they did. */
export function checkSignature(
  { author, signedAt, dueAt, coSignature }: NoteToCheck,
  now: string,
): Found[] {
  const found: Found[] = []
  const field = '/signature'
  if (author.credentials.trim() === '' && author.licence.trim() === '')
    found.push({
      rule: 'credentials',
      field,
      says: signedAt
        ? 'No credentials stand with the author’s name: have the author attest to the note with them.'
        : 'Have an admin enter the author’s credentials before the note is signed.',
    })
  if (author.npi === undefined)
    found.push({
      rule: 'npi',
      field,
      says: 'Have an admin enter the author’s NPI: some payers ask for it.',
    })
  if (coSignature === 'due' && signedAt)
    found.push({
      rule: 'co-signature',
      field: '/coSignature',
      says: 'Have the author’s supervisor co-sign the note.',
    })
  const late = minutesBetween(dueAt, signedAt ?? now)
  if (late > 0)
    found.push({
      rule: 'signed-late',
      field: '/written/late',
      says: signedAt
        ? `The note was signed ${spoken(late)} after it was due: be ready to explain it, the page says so.`
        : `The note was due ${spoken(late)} ago: sign it with the reason why it is late.`,
    })
  return found
}

function spoken(minutes: number): string {
  const [count, unit] =
    minutes < 60
      ? [Math.ceil(minutes), 'minute']
      : minutes < 2880
        ? [Math.floor(minutes / 60), 'hour']
        : [Math.floor(minutes / 1440), 'day']
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
