import {
  certificatePath,
  type Destruction,
  destroyedFolder,
} from '../../shared/export/destroyed-records.ts'
import type { ExportedFile, ExportedKey } from '../../shared/export/export-manifest.ts'
import type { ExportedCertificate } from '../../shared/export/exported-record.ts'
import { lineOf } from '../../shared/export/write-records.ts'
import type { Event, Head } from '../../shared/ledger/event.ts'
import type { RegisterEntry } from '../../shared/retention/register-entry.ts'
import { ApiRefused, type Calls, download } from './api.ts'
import type { ExportFolder } from './export-folder.ts'
import { sealingKey } from './sealing-key.ts'
import { Stop } from './stop.ts'
import { takeAccess } from './take-access.ts'

interface Page {
  readonly head: Head
  readonly events: readonly Event[]
  readonly register?: RegisterEntry
  readonly next?: string
}

type Certified = Pick<ExportedCertificate, 'certificate' | 'document'>

/** Takes along what is left of a destroyed record: chain, certificates, the register's entry. */
export async function takeDestroyed(
  api: Calls,
  folder: ExportFolder,
  { exportId, practiceId }: { readonly exportId: string; readonly practiceId: string },
  { clientId }: Destruction,
): Promise<{ files: ExportedFile[]; keys: ExportedKey[] }> {
  const root = destroyedFolder(clientId)
  const put = (name: string, text: string) => folder.put(`${root}/${name}`, Buffer.from(text))
  const pages: Page[] = []
  let after: string | undefined
  do {
    const query = after === undefined ? '' : `?after=${after}`
    const page: Page = await api.get(`/v1/exports/${exportId}/destroyed/${clientId}${query}`)
    pages.push(page)
    after = page.next
  } while (after !== undefined)
  const ledger = {
    form: 'noteseal/chain/1',
    chain: `P#${practiceId}#C#${clientId}`,
    exportedAt: new Date().toISOString(),
    head: pages[0]?.head,
    events: pages.flatMap(({ events }) => events),
  }
  const entry = pages[0]?.register
  const certified = await certificatesOf(api, clientId)
  const certificates = certified.map(({ certificate, document }): ExportedCertificate => {
    const form = 'noteseal/exported-certificate/1'
    return { form, certificate, ...(document && { document }) }
  })
  const files = [
    put('ledger.json', lineOf(ledger)),
    put('certificates.jsonl', certificates.map(lineOf).join('')),
    put(
      'register.jsonl',
      entry ? lineOf({ form: 'noteseal/exported-register-entry/1', entry }) : '',
    ),
  ]
  files.push(await takeAccess(api, folder, root, { exportId, clientId }))
  const keys: ExportedKey[] = []
  for (const { document, certificate } of certificates) {
    if (!document) continue
    const path = certificatePath(clientId, document.documentId)
    const link = `/v1/disposals/${clientId}/certificates/${certificate.part}/link`
    const bytes = await download(async () => (await api.post<{ url: string }>(link)).url)
    const file = folder.put(path, bytes)
    if (file.sha256 !== document.sha256)
      throw new Stop(`Document ${document.documentId} is not what was recorded.`)
    files.push(file)
    const key = await sealingKey(bytes)
    if (key) keys.push(key)
  }
  folder.keepOnly(root, files)
  return { files, keys }
}

/** None where the destruction is not over yet. */
const certificatesOf = (api: Calls, clientId: string): Promise<readonly Certified[]> =>
  api
    .get<{ certificates: readonly Certified[] }>(`/v1/disposals/${clientId}/certificates`)
    .then(({ certificates }) => certificates)
    .catch((error: unknown) => {
      if (error instanceof ApiRefused && error.type === 'disposal_not_found') return []
      throw error
    })
