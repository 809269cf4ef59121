import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import type { RecoveryContext } from '../../../functions/recover-records/context.ts'
import { recoverRecords } from '../../../functions/recover-records/recover-records.ts'
import { openSealed } from '../../../functions/render-document/open-sealed.ts'
import { renderOutbox } from '../../../functions/render-document/render-batch.ts'
import { renderNote } from '../../../functions/render-document/render-note.ts'
import { DocumentBucket } from '../../../shared/aws/document-bucket.ts'
import { DocumentRecords } from '../../../shared/aws/document-records.ts'
import { DocumentTable } from '../../../shared/aws/document-table.ts'
import { DraftTable } from '../../../shared/aws/draft-table.ts'
import { KeyRing } from '../../../shared/aws/key-ring.ts'
import { LedgerRecovery } from '../../../shared/aws/ledger-recovery.ts'
import { LedgerTable } from '../../../shared/aws/ledger-table.ts'
import { NoteTable } from '../../../shared/aws/note-table.ts'
import { ObligationTable } from '../../../shared/aws/obligation-table.ts'
import { PracticeReader } from '../../../shared/aws/practice-reader.ts'
import { sealKms } from '../../../shared/aws/seal-kms.ts'
import { plusMinutes } from '../../../shared/clock.ts'
import { newTestSealer } from '../../document/test-key.ts'
import { allowAll } from '../../infra/local/services/start-services.ts'
import type { HouseTable } from '../house-tables.ts'
import { type Past, pastOf, putBack } from '../past-tables.ts'
import { NoteRoom } from '../records-api/note-room.ts'

/** A practice that renders what it signs, and whose tables can be put back. */
export async function recoveryRoom() {
  const room = await NoteRoom.open()
  const { house } = room
  const { services } = house.services
  const { s3 } = house.services.clientsOf('documents', allowAll)
  await services.s3.createBucket('documents', { VersioningConfiguration: { Status: 'Enabled' } })
  const { dynamodb: db, s3: recoveryS3 } = house.services.clientsOf('recovery', allowAll)
  const records = house.table('RECORDS_TABLE')
  const documentItems = new DocumentTable(db, 'RECORDS_TABLE')
  const sealer = await newTestSealer()
  const documents = new DocumentBucket(s3, 'documents')

  const context = (): Omit<RecoveryContext, 'timeLeft'> => ({
    records,
    notes: new NoteTable(records),
    drafts: new DraftTable(records),
    obligations: new ObligationTable(records),
    documentItems,
    practice: new PracticeReader(records),
    ledger: new LedgerTable(db, 'LEDGER_TABLE'),
    chains: new LedgerRecovery(db, 'LEDGER_TABLE'),
    documents: new DocumentRecords(recoveryS3, 'documents'),
  })

  return {
    room,
    house,
    context,
    /** One task to its end, page after page, each in a new invocation. */
    async recover(task: string, timeLeft = () => true) {
      const answers: Awaited<ReturnType<typeof recoverRecords>>[] = []
      let cursor: string | undefined
      do {
        const order = { task, ...(cursor !== undefined && { cursor }) }
        const answer = await recoverRecords({ ...context(), timeLeft }, order)
        answers.push(answer)
        cursor = answer.cursor
      } while (cursor !== undefined)
      return answers
    },
    /** Everything that was signed has its document. */
    async render(): Promise<void> {
      const keys = new KeyRing(
        house.db,
        'KEYS_TABLE',
        'noteseal-keys',
        sealKms(house.kms, house.env['SEAL_KEY_ARN'] ?? ''),
      )
      const rendering = { records: documentItems, documents, sealer, open: openSealed(keys) }
      const later = plusMinutes(house.now(), 60)
      await renderOutbox(
        documentItems,
        (waiting) => {
          if (waiting.kind !== 'progress-note') throw new Error('only notes are rendered here')
          return renderNote(waiting, rendering)
        },
        later,
        () => true,
      )
    },
    past: (...tables: HouseTable[]) => pastOf(house, tables),
    putBack: (past: Past) => putBack(house, past),
    objects: {
      keys: async () => (await services.s3.versions('documents')).map(({ key }) => key),
      /** Another object in one's place, as only somebody with every right could leave it. */
      async replace(Key: string, by: string): Promise<void> {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'documents', Key: by }))
        const bytes = (await Body?.transformToByteArray()) ?? Buffer.alloc(0)
        await s3.send(new DeleteObjectCommand({ Bucket: 'documents', Key }))
        await s3.send(new PutObjectCommand({ Bucket: 'documents', Key, Body: bytes }))
      },
    },
  }
}

export type RecoveryRoom = Awaited<ReturnType<typeof recoveryRoom>>
