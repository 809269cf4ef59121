import { AskedTable } from '../../shared/aws/asked-table.ts'
import { CertificateTable } from '../../shared/aws/certificate-table.ts'
import type { DocumentBucket } from '../../shared/aws/document-bucket.ts'
import { DocumentTable } from '../../shared/aws/document-table.ts'
import type { dynamodb } from '../../shared/aws/dynamodb.ts'
import type { KeyRing } from '../../shared/aws/key-ring.ts'
import { LedgerTable } from '../../shared/aws/ledger-table.ts'
import { NoteReader } from '../../shared/aws/note-reader.ts'
import { PacketTable } from '../../shared/aws/packet-table.ts'
import { PlanTable } from '../../shared/aws/plan-table.ts'
import { Table } from '../../shared/aws/table.ts'
import type { Clock } from '../../shared/clock.ts'
import type { Sealer } from '../../shared/document/seal-pdf.ts'

/** What documents of every kind are made with. */
export type Renderer = ReturnType<typeof rendererOver>

/** @param tables names */
export function rendererOver(
  db: ReturnType<typeof dynamodb>,
  tables: { readonly records: string; readonly ledger: string },
  more: {
    readonly keys: KeyRing
    readonly documents: DocumentBucket
    readonly sealer: Sealer
    readonly now: Clock
  },
) {
  const table = new Table(db, tables.records)
  const { keys } = more
  return {
    ...more,
    records: new DocumentTable(db, tables.records),
    notes: new NoteReader(table, keys),
    plans: new PlanTable(table, keys),
    asked: new AskedTable(table, keys),
    packets: new PacketTable(table, keys),
    certificates: new CertificateTable(table),
    ledger: new LedgerTable(db, tables.ledger),
  }
}
