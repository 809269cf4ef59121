import type { DraftTable } from '../../shared/aws/draft-table.ts'
import type { StoredNote } from '../../shared/aws/stored-note.ts'
import type { Write } from '../../shared/aws/transact.ts'
import type { SignedNote } from '../../shared/note/note.ts'

/** A transaction has at most 100 items and 4 MB; signing itself needs about ten and 700 KB. */
const MOST_ITEMS = 80
const MOST_BYTES = 2 * 1024 * 1024
/** As many of the largest revisions as a transaction holds. */
const BATCH = 12

/**
 * Marks the revisions of a note to go by themselves some time after signing. They are numbered
 * without a gap, so none has to be looked up. In nearly every note there are few enough of them to
 * be marked in the transaction that signs; otherwise it is done right after it, and until it is,
 * the note itself says from when on nobody is shown any.
 */
export function expiryOf(
  drafts: DraftTable,
  { note, revisionBytes }: StoredNote,
  { revisionsExpireAt }: SignedNote,
): { within: readonly Write[]; after: () => Promise<void> } {
  const mark = (first: number, last: number) =>
    drafts.expireRevisions(note, first, last, revisionsExpireAt)
  if (note.revision <= MOST_ITEMS && revisionBytes <= MOST_BYTES)
    return { within: mark(1, note.revision), after: async () => undefined }
  return {
    within: [],
    after: async () => {
      const starts = Array.from(
        { length: Math.ceil(note.revision / BATCH) },
        (_, i) => 1 + i * BATCH,
      )
      await Promise.all(
        starts.map((first) =>
          drafts.commit(mark(first, Math.min(first + BATCH - 1, note.revision))),
        ),
      )
    },
  }
}
