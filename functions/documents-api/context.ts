import { AccessLog } from '../../shared/aws/access-log.ts'
import { CareReader } from '../../shared/aws/care-reader.ts'
import { CertificateTable } from '../../shared/aws/certificate-table.ts'
import { s3 } from '../../shared/aws/document-bucket.ts'
import { DocumentLinks } from '../../shared/aws/document-links.ts'
import { DocumentReader } from '../../shared/aws/document-reader.ts'
import { dynamodb } from '../../shared/aws/dynamodb.ts'
import { memberFinder } from '../../shared/aws/member-directory.ts'
import { Table } from '../../shared/aws/table.ts'
import { type Clock, systemClock } from '../../shared/clock.ts'
import type { Environment } from '../../shared/environment.ts'
import type { FindMember } from '../../shared/http/http-function.ts'

/** What the deeds of `documents-api` work with: metadata and links; there is no key to open a note. */
export interface DocumentsContext {
  readonly findMember: FindMember
  readonly clients: CareReader
  readonly documents: DocumentReader
  readonly certificates: CertificateTable
  readonly links: DocumentLinks
  readonly access: AccessLog
  readonly now: Clock
}

export function documentsContext(
  told: Environment<'documents-api'>,
  aws = { db: dynamodb(), s3: s3() },
  now: Clock = systemClock,
): DocumentsContext {
  const records = new Table(aws.db, told.RECORDS_TABLE)
  return {
    findMember: memberFinder(records, () => Date.parse(now())),
    clients: new CareReader(records),
    documents: new DocumentReader(records),
    certificates: new CertificateTable(records),
    links: new DocumentLinks(aws.s3, told.DOCUMENTS_BUCKET),
    access: new AccessLog(aws.db, told.ACCESS_TABLE),
    now,
  }
}
