import { Envelope } from './client-records.ts'
import type { ExportFault } from './export-fault.ts'
import type { ExportFiles } from './export-files.ts'
import { custodyOrder, ExportedCustody } from './exported-custody.ts'
import { ExportedGroup, ExportedMember, ExportedSettings } from './exported-record.ts'
import { type Read, readRecord, readRecords } from './read-records.ts'

/** What an export has of the practice itself, as far as it could be read. */
export interface PracticeRecords {
  readonly settings: ExportedSettings | undefined
  readonly members: readonly Read<ExportedMember>[]
  readonly groups: readonly Read<ExportedGroup>[]
  readonly custody: readonly Read<ExportedCustody>[]
  readonly chain: Envelope | undefined
  readonly faults: readonly ExportFault[]
}

export const practiceFile = (name: string) => ({ file: `practice/${name}` })

export function readPractice(files: ExportFiles): PracticeRecords {
  const faults: ExportFault[] = []
  const read = (name: string) => files.read(`practice/${name}`)

  const settingsBytes = read('settings.json')
  const settings = settingsBytes && readRecord(settingsBytes, ExportedSettings)
  if (settingsBytes && !settings)
    faults.push({ kind: 'malformed', ...practiceFile('settings.json') })
  const members = readRecords(
    read('members.jsonl') ?? new Uint8Array(),
    ExportedMember,
    practiceFile('members.jsonl'),
    ({ member }) => member.memberId,
  )
  const groups = readRecords(
    read('groups.jsonl') ?? new Uint8Array(),
    ExportedGroup,
    practiceFile('groups.jsonl'),
    ({ group }) => group.groupId,
  )
  const custody = readRecords(
    read('custody.jsonl') ?? new Uint8Array(),
    ExportedCustody,
    practiceFile('custody.jsonl'),
    custodyOrder,
  )
  const ledgerBytes = read('ledger.json')
  const chain = ledgerBytes && readRecord(ledgerBytes, Envelope)
  if (ledgerBytes && !chain) faults.push({ kind: 'malformed', ...practiceFile('ledger.json') })
  faults.push(...members.faults, ...groups.faults, ...custody.faults)
  return {
    settings,
    members: members.records,
    groups: groups.records,
    custody: custody.records,
    chain,
    faults,
  }
}
