import { z } from 'zod'
import { Demographics } from '../../../../shared/client/demographics.ts'
import { MemberForm } from '../../../../shared/member/member-form.ts'
import { defaultLateRule, LateRule } from '../../../../shared/practice/settings.ts'
import { SettingsForm } from '../../../../shared/practice/settings-form.ts'
import { defaultRetentionPolicy, RetentionPolicy } from '../../../../shared/retention/policy.ts'
import { Coding } from '../../../../shared/session/coding.ts'
import { CancelledBy, MissedReason } from '../../../../shared/session/session.ts'

/** How rows name each other. Never stored: the API gives ids of its own. */
export const RowKey = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
    'is not a key: letters, digits, dot, dash, underscore',
  )

/** RFC 3339 with an offset, or a wall-clock time in the practice's zone: `2026-03-02T15:00`. */
export const When = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2}))?$/,
    'is not a time: 2026-03-02T15:00 in the practice’s zone, or 2026-03-02T15:00:00-06:00',
  )

export const PracticeRow = SettingsForm.extend({
  paper: SettingsForm.shape.paper.default('us-letter'),
  lateRule: LateRule.default(defaultLateRule),
  digestHour: SettingsForm.shape.digestHour.default(7),
  coSignatureWithinHours: SettingsForm.shape.coSignatureWithinHours.default(72),
  retention: RetentionPolicy.default(defaultRetentionPolicy),
})
export type PracticeRow = z.infer<typeof PracticeRow>

export const MemberRow = MemberForm.omit({ subject: true, supervisorId: true, email: true }).extend(
  {
    key: RowKey,
    /** Key of the member who supervises this one: a row of the same file, with the role supervisor. */
    supervisor: RowKey.optional(),
    email: MemberForm.shape.email.optional(),
    credentials: MemberForm.shape.credentials.default(''),
  },
)
export type MemberRow = z.infer<typeof MemberRow>

export const ClientRow = z.strictObject({
  key: RowKey,
  /** Keys of members. */
  careTeam: z.array(RowKey).min(1).max(20),
  ...Demographics.shape,
})
export type ClientRow = z.infer<typeof ClientRow>

const Words = z.string().refine((text) => text.isWellFormed(), 'holds half of a surrogate pair')
const Reason = Words.refine((text) => text.trim() !== '', 'says nothing').max(2_000)

export const AddendumRow = z.strictObject({
  kind: z.enum(['addition', 'correction', 'late entry']),
  reason: Reason,
  text: Words.refine((text) => text.trim() !== '', 'says nothing'),
  /** One day after the note was signed, unless said otherwise. */
  writtenAt: When.optional(),
})
export type AddendumRow = z.infer<typeof AddendumRow>

export const NoteRow = z
  .strictObject({
    /** Key of a template: soap, dap, birp, girp, pirp, narrative, intake, discharge. */
    template: z.string().max(40),
    /** The text of each section by its key. */
    sections: z.record(z.string().max(40), Words).optional(),
    /** Or one text with headings (`S:`, `Plan` …), which the template splits. */
    text: Words.optional(),
    /** Half an hour after the session, unless said otherwise. */
    writtenAt: When.optional(),
    /** Needed where `writtenAt` is after the note was due. */
    lateReason: Reason.optional(),
    /** False leaves the note a draft. */
    sign: z.boolean().default(true),
    addenda: z.array(AddendumRow).max(20).default([]),
    /** When the author's supervisor co-signs; left out, they do not. */
    coSignedAt: When.optional(),
  })
  .refine(({ sections, text }) => (sections === undefined) !== (text === undefined), {
    path: ['text'],
    message: 'must be there if, and only if, sections is not',
  })
export type NoteRow = z.infer<typeof NoteRow>

export const OutcomeRow = z.discriminatedUnion('status', [
  /** As planned, unless other times are given. */
  z.strictObject({ status: z.literal('held'), start: When.optional(), end: When.optional() }),
  z.strictObject({ status: z.literal('missed'), reason: MissedReason }),
  z.strictObject({ status: z.literal('cancelled'), by: CancelledBy }),
  /** Nobody said what became of it. */
  z.strictObject({ status: z.literal('planned') }),
])
export type OutcomeRow = z.infer<typeof OutcomeRow>

export const SessionRow = z.strictObject({
  key: RowKey.optional(),
  client: RowKey,
  member: RowKey,
  start: When,
  end: When,
  ...Coding.shape,
  participants: Coding.shape.participants.default(['client']),
  services: Coding.shape.services.default([]),
  diagnoses: Coding.shape.diagnoses.default([]),
  outcome: OutcomeRow.default({ status: 'held' }),
  note: NoteRow.optional(),
})
export type SessionRow = z.infer<typeof SessionRow>

export const FORMAT = 'noteseal/caseload/1'

/** Somebody's own data for the demonstration. Each row is taken or refused by itself. */
export const Caseload = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(FORMAT),
  practice: PracticeRow,
  members: z.array(MemberRow).max(200),
  clients: z.array(ClientRow).max(2_000),
  sessions: z.array(SessionRow).max(20_000),
})
export type Caseload = z.infer<typeof Caseload>
