import { canonical } from '../ledger/canonical.ts'

/** A record as a line of an export's file: canonical JSON, ended by a line feed. */
export const lineOf = (record: unknown): string => `${canonical(record)}\n`
