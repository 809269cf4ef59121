import { z } from 'zod'
import { Id } from '../id.ts'

/**
 * What the deployer hands to `import-records`: where an export lies in the bucket of arrivals, and
 * who is let in first. All other members' accounts are invited by that one.
 */
export const ImportOrder = z.strictObject({
  /** Ends with a `/`; the manifest lies right in it. */
  folder: z.string().regex(/^[\w.-]{1,100}\/$/, 'is not the name of a folder, ended by /'),
  /** SHA-256 of the manifest, where somebody noted it when the export was made. */
  manifest: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is not a SHA-256')
    .optional(),
  admin: z.strictObject({
    /** A member of the export who is active and an admin; the only one, where it is left out. */
    memberId: Id.optional(),
    /** As in the `iss` of the tokens that count from now on. */
    issuer: z.url().max(2048),
    /** Their `sub` there. */
    subject: z.string().min(1).max(255),
  }),
  /** As the answer before gave it. */
  cursor: z.string().max(200).optional(),
})
export type ImportOrder = z.infer<typeof ImportOrder>

/** Why nothing is taken in. A closed list. */
export type ImportRefusal =
  /** Not as it was exported, or not an export of this form: `fault` says what comes first. */
  | 'not_as_exported'
  /** Of one client alone, or without clients from whom whoever exported was barred. */
  | 'not_the_whole_practice'
  /** There is a practice here. */
  | 'not_empty'
  /** Another import was begun here, and is not finished. */
  | 'another_import'
  /** No such member, or several and none was named. */
  | 'no_such_admin'

/** What an invocation answers. Ids and counts alone. */
export type ImportAnswer =
  | { readonly refused: ImportRefusal; readonly fault?: string }
  | {
      readonly done: false
      readonly cursor: string
      readonly part: 'verify' | 'store'
      readonly clients: { readonly done: number; readonly of: number }
    }
  | { readonly done: true; readonly practiceId: Id; readonly clients: number }
