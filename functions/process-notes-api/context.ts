import { AccessLog } from '../../shared/aws/access-log.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { KeyRing } from '../../shared/aws/key-ring.ts'
import { kms } from '../../shared/aws/kms.ts'
import { memberFinder } from '../../shared/aws/member-directory.ts'
import { ProcessNoteTable } from '../../shared/aws/process-note-table.ts'
import { sealKms } from '../../shared/aws/seal-kms.ts'
import { Table } from '../../shared/aws/table.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'
import type { FindMember } from '../../shared/http/http-function.ts'

/** What the deeds of `process-notes-api` work with: nothing of the record, not even its members. */
export interface ProcessNotesContext {
  readonly findMember: FindMember
  readonly notes: ProcessNoteTable
  /** Copies of members' cards and of care teams, kept for this function alone. */
  readonly copies: Table
  readonly access: AccessLog
  readonly now: Clock
}

/** The logical name of the key store, part of every KMS context. */
const PROCESS_STORE = 'noteseal-process-keys'

export function processNotesContext(
  told: Environment<'process-notes-api'>,
  aws = { db: dynamodb(), kms: kms() },
  now: Clock = systemClock,
): ProcessNotesContext {
  const milliseconds = () => Date.parse(now())
  const copies = new Table(aws.db, told.PROCESS_ACCESS_TABLE)
  const keys = new KeyRing(
    aws.db,
    told.PROCESS_KEYS_TABLE,
    PROCESS_STORE,
    sealKms(aws.kms, told.PROCESS_SEAL_KEY_ARN),
    milliseconds,
  )
  return {
    findMember: memberFinder(copies, milliseconds),
    notes: new ProcessNoteTable(aws.db, new Table(aws.db, told.PROCESS_TABLE), keys),
    copies,
    access: new AccessLog(aws.db, told.ACCESS_TABLE),
    now,
  }
}
