import type { PdfFault } from '../document/verify-pdf.ts'
import type { AdditionBreakKind } from '../ledger/verify-additions.ts'
import type { BreakKind } from '../ledger/verify-chain.ts'

/** What can be wrong with an export. A closed list; `inWords` says each in plain words. */
export type ExportFaultKind =
  | 'manifest_missing'
  | 'manifest_malformed'
  /** Not the manifest whose hash somebody noted. */
  | 'another_manifest'
  /** A key that is not the one its fingerprint names, or not one that the verifier expects. */
  | 'another_key'
  | 'file_missing'
  | 'file_unlisted'
  /** Its bytes are not those that the manifest names. */
  | 'file_changed'
  | 'malformed'
  | 'duplicate'
  | 'out_of_order'
  | 'another_client'
  /** The chain ends elsewhere than the manifest says. */
  | 'another_head'
  /** In the chain itself: see `broken`. */
  | 'chain'
  /** Not what its event committed to. */
  | 'changed'
  /** An event tells of a record that is not there. */
  | 'record_missing'
  /** No event tells of it. */
  | 'record_unknown'
  /** Between a signed note and what was added to it: see `broken`. */
  | 'addition'
  /** What is known openly of a record says something else than what was signed. */
  | 'disagrees'
  | 'document_missing'
  /** A PDF that is not as it was sealed: see `broken`. */
  | 'seal'
  /** A PDF that was made of something else than the ledger commits to. */
  | 'document_disagrees'

export interface ExportFault {
  readonly kind: ExportFaultKind
  readonly clientId?: string
  /** Path in the export. */
  readonly file: string
  /** Of a file of lines, from 1. */
  readonly line?: number
  /** Sequence number in the chain of the client, or of the practice. */
  readonly event?: number
  /** Id of the note, session, document or member. */
  readonly record?: string
  readonly broken?: BreakKind | AdditionBreakKind | PdfFault
}

const words: Readonly<Record<ExportFaultKind, string>> = {
  manifest_missing: 'there is no manifest: the export is not complete',
  manifest_malformed: 'the manifest is not one',
  another_manifest: 'the manifest is not the one whose hash was noted',
  another_key: 'a key is not the one that was expected',
  file_missing: 'the manifest names a file that is not there',
  file_unlisted: 'there is a file that the manifest does not name',
  file_changed: 'the file’s bytes are not those that the manifest names',
  malformed: 'it is not in the form that an export has',
  duplicate: 'a record is there twice',
  out_of_order: 'a record is not in its place',
  another_client: 'it belongs to another client',
  another_head: 'the chain does not end where the manifest says',
  chain: 'the chain is broken',
  changed: 'the record is not what the ledger committed to',
  record_missing: 'the ledger tells of a record that is not there',
  record_unknown: 'the ledger tells of no such record',
  addition: 'the note and what was added to it do not fit',
  disagrees: 'what is said openly of the record is not what was signed or committed to',
  document_missing: 'a PDF is not there',
  seal: 'the PDF is not as it was sealed',
  document_disagrees: 'the PDF was made of something else than the ledger commits to',
}

const chainWords: Readonly<Record<BreakKind, string>> = {
  malformed: 'it is no event',
  wrong_chain: 'the event is of another chain',
  duplicate: 'the event is there twice',
  reordered: 'the event is not in its place',
  missing: 'an event was taken out',
  changed: 'the event was changed',
  unconfirmed: 'the event and the next do not fit',
  beyond_head: 'the event comes after the end of the chain',
  bad_commitment: 'the record is not what the event committed to',
  bad_signature: 'the signature is not good',
  unknown_key: 'it was signed by a key that is not among the keys',
}

/** For people: which client, which file, which event, and what is wrong. No word of a record. */
export function inWords({
  kind,
  clientId,
  file,
  line,
  event,
  record,
  broken,
}: ExportFault): string {
  const where = [
    clientId === undefined ? undefined : `client ${clientId}`,
    line === undefined ? file : `${file}, line ${line}`,
    event === undefined ? undefined : `event ${event}`,
    record === undefined ? undefined : `record ${record}`,
  ].filter((each) => each !== undefined)
  const what = kind === 'chain' ? chainWords[broken as BreakKind] : words[kind]
  const more = broken !== undefined && kind !== 'chain' ? ` (${broken})` : ''
  return `${where.join(', ')}: ${what}${more}`
}
