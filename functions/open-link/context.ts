import { setTimeout as pause } from 'node:timers/promises'
import { AccessLog } from '../../shared/aws/access-log.ts'
import { s3 } from '../../shared/aws/document-bucket.ts'
import { DocumentLinks } from '../../shared/aws/document-links.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { LinkDoors } from '../../shared/aws/link-doors.ts'
import { Table } from '../../shared/aws/table.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'

/** What opening a link works with. Nobody is signed in: it can find a door, and count who goes through. */
export interface OpenLinkContext {
  readonly doors: LinkDoors
  readonly links: DocumentLinks
  readonly access: AccessLog
  readonly now: Clock
  /** Takes as long for every link that is not there, whatever is the matter with it. */
  readonly asLong: () => Promise<void>
}

/** Longer than anything takes that is found out about a link. */
const NOT_THERE_MS = 400

export function openLinkContext(
  told: Environment<'open-link'>,
  aws = { db: dynamodb(), s3: s3() },
  now: Clock = systemClock,
): OpenLinkContext {
  return {
    doors: new LinkDoors(new Table(aws.db, told.RECORDS_TABLE)),
    links: new DocumentLinks(aws.s3, told.DOCUMENTS_BUCKET),
    access: new AccessLog(aws.db, told.ACCESS_TABLE),
    now,
    asLong: () => pause(NOT_THERE_MS),
  }
}
