import type { ExportedFile, ExportedKey } from '../../shared/export/export-manifest.ts'
import { clientFiles, laterClientFiles } from '../../shared/export/export-manifest.ts'
import type { ExportedDocument, ExportedRecord } from '../../shared/export/exported-record.ts'
import { placeOf } from '../../shared/export/record-order.ts'
import { lineOf } from '../../shared/export/write-records.ts'
import { partsOf } from '../../shared/id.ts'
import type { Event, Head } from '../../shared/ledger/event.ts'
import { type Calls, download } from './api.ts'
import type { Done, ExportFolder } from './export-folder.ts'
import { sealingKey } from './sealing-key.ts'
import { Stop } from './stop.ts'
import { takeAccess } from './take-access.ts'

interface Page {
  readonly head: Head
  readonly records: readonly ExportedRecord[]
  readonly events: readonly Event[]
  readonly next?: string
}

interface Whole {
  readonly head: Head
  readonly records: readonly ExportedRecord[]
  readonly events: readonly Event[]
}

const ATTEMPTS = 6

/** Downloads at once. */
const AT_ONCE = 4

/** Takes one client's record along: all pages, the PDFs, and the files that they make. */
export async function takeClient(
  api: Calls,
  folder: ExportFolder,
  {
    exportId,
    clientId,
    chain,
    withAccess,
  }: { exportId: string; clientId: string; chain: string; withAccess: boolean },
): Promise<Done> {
  const { head, records, events } = await wholeRecord(api, exportId, clientId)
  const root = `clients/${clientId}`
  const documents = records.filter((it) => it.form === 'noteseal/exported-document/1')
  const pdfs = await takeDocuments(api, folder, root, documents)
  const exportedAt = new Date().toISOString()
  const ledger = { form: 'noteseal/chain/1', chain, exportedAt, head, events }
  const texts = textsOf(records)
  const written = [...clientFiles, ...laterClientFiles].map((name) => {
    const text = name === 'ledger.json' ? lineOf(ledger) : (texts.get(name) ?? '')
    return folder.put(`${root}/${name}`, Buffer.from(text))
  })
  const access = withAccess ? [await takeAccess(api, folder, root, { exportId, clientId })] : []
  const files = [...written, ...access, ...pdfs.files]
  folder.keepOnly(root, files)
  const { keys } = pdfs
  const done = { clientId, head, groupIds: groupsIn(records), keys: [...keys], files }
  folder.note(done)
  return done
}

/** Read while nobody changed it: the chain's head says so. @throws Stop */
async function wholeRecord(api: Calls, exportId: string, clientId: string): Promise<Whole> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const pages: Page[] = []
    let cursor: string | undefined
    do {
      const query = cursor === undefined ? '' : `&cursor=${cursor}`
      const page: Page = await api.get(`/v1/clients/${clientId}/export?export=${exportId}${query}`)
      pages.push(page)
      cursor = page.next
    } while (cursor !== undefined)
    const head = pages[0]?.head
    if (head && pages.every((page) => page.head.hash === head.hash))
      return {
        head,
        records: pages.flatMap(({ records }) => records),
        events: pages.flatMap(({ events }) => events),
      }
  }
  throw new Stop(`Somebody keeps changing the record of client ${clientId}: try again later.`)
}

function textsOf(records: readonly ExportedRecord[]): Map<string, string> {
  const placed = records.map((record) => ({ ...placeOf(record), record }))
  const byFile = Map.groupBy(placed, ({ file }) => file)
  return new Map(
    [...byFile].map(([file, lines]) => [
      file,
      lines
        .toSorted((a, b) => (a.order < b.order ? -1 : 1))
        .map(({ record }) => lineOf(record))
        .join(''),
    ]),
  )
}

interface TakenDocuments {
  readonly files: readonly ExportedFile[]
  readonly keys: readonly ExportedKey[]
}

/** PDFs of an earlier try that was killed stay, if their hash is the document's. */
async function takeDocuments(
  api: Calls,
  folder: ExportFolder,
  root: string,
  documents: readonly ExportedDocument[],
): Promise<TakenDocuments> {
  const files: ExportedFile[] = []
  const keys = new Map<string, ExportedKey>()
  const waiting = [...documents]
  const work = async () => {
    for (let next = waiting.pop(); next; next = waiting.pop()) {
      const { documentId, sha256 } = next.document
      const path = `${root}/documents/${partsOf(documentId).own}.pdf`
      let bytes = folder.holding(path, sha256)
      if (!bytes) {
        const link = `/v1/documents/${documentId}/link`
        bytes = await download(async () => (await api.post<{ url: string }>(link)).url)
        if (folder.put(path, bytes).sha256 !== sha256)
          throw new Stop(`Document ${documentId} is not what was recorded.`)
      }
      files.push({ path, sha256, bytes: bytes.length })
      const key = await sealingKey(bytes)
      if (key) keys.set(key.fingerprint, key)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { files, keys: [...keys.values()] }
}

function groupsIn(records: readonly ExportedRecord[]): string[] {
  const ids = records.flatMap((it) =>
    it.form === 'noteseal/exported-session/1' ? (it.record.session['groupId'] ?? []) : [],
  )
  return [...new Set(ids.map(String))]
}
