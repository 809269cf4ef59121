import type { Deed } from '../../shared/aws/practice-events.ts'
import { part2StatementFor } from '../../shared/client/part-2.ts'
import type { HoldNoticeWords } from '../../shared/document/hold-notice-words.ts'
import { type ClientThingId, derivedId, type Id, partsOf } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import { clientOnTheDay, practiceOnTheDay } from '../../shared/note/on-the-day.ts'
import type { Hold } from '../../shared/retention/hold.ts'
import { asking } from './asking.ts'
import type { RecordsContext } from './context.ts'

/** One notice for each act of a hold: the same whenever its deed is done again. */
export const holdNoticeId = (holdId: ClientThingId, act: Hold['state']): ClientThingId =>
  `${partsOf(holdId).clientId}.${derivedId('hold-notice', holdId, act)}`

/** What a notice says besides the hold's own acts. */
export type NoticeAbout = Pick<HoldNoticeWords, 'practice' | 'client' | 'part2'>

/** As practice and client are on this day. @throws KeyGone, NotOpened */
export async function noticeAbout(
  { practice, clients }: Pick<RecordsContext, 'practice' | 'clients'>,
  practiceId: Id,
  clientId: Id,
): Promise<NoticeAbout | undefined> {
  const [settings, demographics] = await Promise.all([
    practice.settings(practiceId),
    clients.demographics(practiceId, clientId),
  ])
  // Of whom nothing is known there is no client, as who reads beside this finds.
  if (!demographics) return undefined
  const { id, name, birthDate } = clientOnTheDay(clientId, demographics)
  const part2 = part2StatementFor(settings, demographics)
  return {
    practice: practiceOnTheDay(settings),
    client: { id, name, birthDate },
    ...(part2 && { part2 }),
  }
}

export const actOf = (
  { name, credentials, roles }: Pick<Member, 'name' | 'credentials' | 'roles'>,
  at: string,
  reason: string | undefined,
): HoldNoticeWords['placed'] => ({
  by: { name, credentials, roles: [...roles] },
  at,
  ...(reason !== undefined && { reason }),
})

/** What the notice is asked for with, in the transaction of the deed that it tells of. */
export const noticeAsked = (
  { asked }: Pick<RecordsContext, 'asked'>,
  by: Deed,
  act: Hold['state'],
  words: HoldNoticeWords,
) => asking(asked, by, { documentId: holdNoticeId(words.holdId, act), words }, undefined)
