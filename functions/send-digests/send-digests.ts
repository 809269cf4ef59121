import { membersOf } from '../../shared/aws/member-reader.ts'
import { practiceIds } from '../../shared/aws/practices.ts'
import type { WorkHint } from '../../shared/aws/worklist.ts'
import { type LocalDate, localTime } from '../../shared/clock.ts'
import { type Digest, digestOf } from '../../shared/digest/digest.ts'
import { digestMail } from '../../shared/digest/digest-mail.ts'
import type { Id } from '../../shared/id.ts'
import type { Member } from '../../shared/member/member.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import type { DigestsContext } from './context.ts'

/** Some mails did not go out: they are tried again, and the alarm on this function's errors hears. */
class NotAllSent extends Error {
  override readonly name = 'NotAllSent'
}

/**
 * Mails each member, from the practice's digest hour on and once a day of its calendar, what waits
 * for them. Nobody hears who has nothing to hear. A day without that hour, or with two of it, has one
 * mail all the same, because the day is what is claimed.
 *
 * A crash between sending and marking sends twice: SES takes no name for a mail. One that crashed
 * before is made up for after ten minutes.
 *
 * @returns how many went out
 * @throws NotAllSent after everybody else's mail went out
 */
export async function sendDigests(context: DigestsContext): Promise<{ sent: number }> {
  let sent = 0
  let failed = 0
  for (const practiceId of await practiceIds(context.records)) {
    const settings = await context.practice.settings(practiceId)
    const { date, hour } = localTime(context.now(), settings.zone)
    if (hour < settings.digestHour) continue
    for (const { member, digest } of await waiting(context, settings, date)) {
      try {
        if (await mail(context, settings, date, member, digest)) sent++
      } catch (error) {
        failed++
        const fault = error instanceof Error ? error.name : 'unknown'
        console.error(JSON.stringify({ fault, practiceId, memberId: member.memberId }))
      }
    }
  }
  console.info(JSON.stringify({ sent, failed }))
  if (failed > 0) throw new NotAllSent(String(failed))
  return { sent }
}

/** Who has something to hear and has not heard it today. */
async function waiting(
  { records, worklist, claims }: DigestsContext,
  { practiceId }: Settings,
  day: LocalDate,
): Promise<{ member: Member; digest: Digest }[]> {
  const [everybody, heard] = await Promise.all([
    membersOf(records, practiceId),
    claims.sent(practiceId, day),
  ])
  const owed = Map.groupBy(
    await worklist.hints(
      practiceId,
      everybody.map(({ memberId }) => memberId),
    ),
    ({ memberId }) => memberId,
  )
  const found = await Promise.all(
    everybody
      .filter(({ state, memberId }) => state === 'active' && !heard.has(memberId))
      .map(async (member) => {
        const [own, supervised] = await Promise.all([
          worklist.standing((owed.get(member.memberId) ?? []).filter(toldToWhoeverOwes)),
          worklist.standing(
            supervisees(member, everybody).flatMap((id) => escalated(owed.get(id))),
          ),
        ])
        return { member, digest: digestOf(own, supervised) }
      }),
  )
  return found.flatMap(({ member, digest }) => (digest ? [{ member, digest }] : []))
}

const toldToWhoeverOwes = ({ level, kind }: WorkHint) => level !== 'none' || kind === 'co-signature'

const escalated = (hints: readonly WorkHint[] = []) =>
  hints.filter(({ level }) => level === 'supervisor')

const supervisees = ({ memberId, roles }: Member, everybody: readonly Member[]): Id[] =>
  roles.includes('supervisor')
    ? everybody.filter((each) => each.supervisorId === memberId).map((each) => each.memberId)
    : []

/** Claim, send, mark: in this order, or two runs at once would both send. */
async function mail(
  { claims, mailer, appUrl, now }: DigestsContext,
  { practiceId, zone }: Settings,
  day: LocalDate,
  { memberId, email, zone: own }: Member,
  digest: Digest,
): Promise<boolean> {
  if (!(await claims.claim(practiceId, day, memberId, now()))) return false
  await mailer.send(email, digestMail(digest, own ?? zone, appUrl))
  await claims.markSent(practiceId, day, memberId, now())
  return true
}
