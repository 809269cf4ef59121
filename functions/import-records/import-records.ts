import { z } from 'zod'
import { clientKey } from '../../shared/aws/client-table.ts'
import { storedSettings } from '../../shared/aws/practice-reader.ts'
import { practiceIds } from '../../shared/aws/practices.ts'
import { clientFolder, eventsIn } from '../../shared/export/client-records.ts'
import { destroyedFolder, destructionsIn } from '../../shared/export/destroyed-records.ts'
import { type ExportFault, inWords } from '../../shared/export/export-fault.ts'
import type { ExportManifest } from '../../shared/export/export-manifest.ts'
import { readPractice } from '../../shared/export/practice-records.ts'
import { readManifest } from '../../shared/export/read-manifest.ts'
import { clientsOf, destroyedOf, partVerifier } from '../../shared/export/verify-export-files.ts'
import { Id } from '../../shared/id.ts'
import {
  type ImportAnswer,
  ImportOrder,
  type ImportRefusal,
} from '../../shared/practice/import-order.ts'
import type { ImportContext } from './context.ts'
import { importClient } from './import-client.ts'
import { importDestroyed } from './import-destroyed.ts'
import { importPractice } from './import-practice.ts'
import { firstAdmin, letIn } from './let-in.ts'

const Cursor = z.strictObject({ part: z.enum(['verify', 'store']), after: Id.optional() })
type Cursor = z.infer<typeof Cursor>

/** Nothing (more) is taken in. */
class NotTakenIn extends Error {
  override readonly name = 'NotTakenIn'
  readonly refusal: ImportRefusal
  readonly fault: ExportFault | undefined

  constructor(refusal: ImportRefusal, fault?: ExportFault) {
    super(refusal)
    this.refusal = refusal
    this.fault = fault
  }
}

/**
 * Takes an export of a whole practice into an empty Noteseal. First all of it is verified, client by
 * client, and nothing is stored; then it is put, each client verified again as what is read now is what
 * is put; last, the first admin is let in. Invoked again with the answer's cursor until it is done.
 * Stopped anywhere and begun anew it comes to the same.
 *
 * @throws ZodError for what is no order
 */
export async function importRecords(context: ImportContext, event: unknown): Promise<ImportAnswer> {
  const order = ImportOrder.parse(event)
  try {
    return await taken(context, order)
  } catch (error) {
    if (!(error instanceof NotTakenIn)) throw error
    const { refusal, fault } = error
    return { refused: refusal, ...(fault && { fault: inWords(fault) }) }
  }
}

async function taken(context: ImportContext, order: ImportOrder): Promise<ImportAnswer> {
  const arrived = await context.arrived(order.folder)
  const { manifest, sha256 } = wholePractice(await arrived.manifest(), order)
  const { practiceId } = manifest
  const living = clientsOf(manifest, arrived.paths)
  const run = await context.runs.find()
  if (run && run.manifest !== sha256) throw new NotTakenIn('another_import')
  if (run?.state === 'done') return { done: true, practiceId, clients: living.length }
  if (!run && (await practiceIds(context.records)).length > 0) throw new NotTakenIn('not_empty')

  const verifier = partVerifier(manifest)
  const practiceFiles = await arrived.under('practice/')
  insistOn(verifier.practice(practiceFiles))
  const practice = readPractice(practiceFiles)
  const destructions = destructionsIn(eventsIn(practice.chain))
  const destroyed = destroyedOf(destructions, arrived.paths)
  const first = firstAdmin(practice, order.admin)
  if (!first) throw new NotTakenIn('no_such_admin')
  const verified = async (clientId: Id) => {
    const files = await arrived.under(`${clientFolder(clientId)}/`)
    const { faults, records } = await verifier.client(files, clientId)
    insistOn(faults)
    return { files, client: records }
  }
  const verifiedDestroyed = async (clientId: Id) => {
    const files = await arrived.under(`${destroyedFolder(clientId)}/`)
    const told = destructions.get(clientId)
    const { faults, records } = await verifier.destroyed(files, clientId, told)
    insistOn(faults)
    return { files, records }
  }
  const isDestroyed = new Set(destroyed)
  const clientIds = [...new Set([...living, ...destroyed])].sort()

  let cursor = readCursor(order.cursor)
  // What a run that was begun goes by was verified.
  if (run && cursor.part === 'verify') cursor = { part: 'store' }
  if (!run) {
    const after = cursor.part === 'verify' ? cursor.after : undefined
    const stopped = await each(context, clientIds, after, async (clientId) => {
      await (isDestroyed.has(clientId) ? verifiedDestroyed(clientId) : verified(clientId))
    })
    if (stopped !== undefined) return answer('verify', stopped, clientIds)
    await context.runs.begin({ manifest: sha256, practiceId, startedAt: context.now() })
    cursor = { part: 'store' }
  }

  if (cursor.after === undefined) await importPractice(context, practiceId, practice)
  const settings = storedSettings({ settings: practice.settings?.settings })
  const stopped = await each(context, clientIds, cursor.after, async (clientId) => {
    if (await context.records.get(clientKey(practiceId, clientId))) return
    if (isDestroyed.has(clientId)) {
      const { files, records } = await verifiedDestroyed(clientId)
      await importDestroyed(context, practiceId, records, files)
      return
    }
    const { client, files } = await verified(clientId)
    await importClient(context, { practiceId, client }, files, settings)
  })
  if (stopped !== undefined) return answer('store', stopped, clientIds)
  await letIn(context, { manifest, sha256 }, { admin: order.admin, first })
  return { done: true, practiceId, clients: living.length }
}

/** @throws NotTakenIn for what is not a whole and complete export of a practice */
function wholePractice(
  files: Parameters<typeof readManifest>[0],
  order: ImportOrder,
): { manifest: ExportManifest; sha256: string } {
  const known = order.manifest === undefined ? {} : { manifestSha256: order.manifest }
  const { manifest, sha256 = '', faults } = readManifest(files, known)
  insistOn(faults)
  if (manifest?.scope !== 'practice' || manifest.withheld.length > 0)
    throw new NotTakenIn('not_the_whole_practice')
  return { manifest, sha256 }
}

function insistOn(faults: readonly ExportFault[]): void {
  if (faults[0]) throw new NotTakenIn('not_as_exported', faults[0])
}

/** @returns the last client that was done, where the time was over before all were */
async function each(
  { timeLeft }: ImportContext,
  clientIds: readonly Id[],
  after: Id | undefined,
  deed: (clientId: Id) => Promise<void>,
): Promise<Id | undefined> {
  const left = clientIds.filter((clientId) => after === undefined || clientId > after)
  for (const [i, clientId] of left.entries()) {
    await deed(clientId)
    if (i < left.length - 1 && !timeLeft()) return clientId
  }
  return undefined
}

function answer(part: Cursor['part'], after: Id, clientIds: readonly Id[]): ImportAnswer {
  const cursor = Buffer.from(JSON.stringify({ part, after } satisfies Cursor)).toString('base64url')
  const done = clientIds.indexOf(after) + 1
  return { done: false, cursor, part, clients: { done, of: clientIds.length } }
}

/** @throws ZodError for what no answer's cursor was */
const readCursor = (cursor: string | undefined): Cursor =>
  cursor === undefined
    ? { part: 'verify' }
    : Cursor.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
