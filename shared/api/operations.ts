import * as accounting from './accounting.ts'
import * as certificates from './certificates.ts'
import * as clients from './clients.ts'
import * as consents from './consents.ts'
import * as custody from './custody.ts'
import * as diagnoses from './diagnoses.ts'
import * as documents from './documents.ts'
import * as exports from './exports.ts'
import * as groups from './groups.ts'
import * as letters from './letters.ts'
import * as links from './links.ts'
import * as measures from './measures.ts'
import * as members from './members.ts'
import * as notes from './notes.ts'
import type { Operation } from './operation.ts'
import * as oversight from './oversight.ts'
import * as plans from './plans.ts'
import * as practice from './practice.ts'
import * as preflight from './preflight.ts'
import * as processNotes from './process-notes.ts'
import * as releases from './releases.ts'
import * as retention from './retention.ts'
import * as sessions from './sessions.ts'
import * as superbills from './superbills.ts'

/** The areas of the API: every file beside this one that describes operations. */
export const areas: readonly object[] = [
  practice,
  members,
  custody,
  oversight,
  clients,
  sessions,
  groups,
  diagnoses,
  measures,
  plans,
  notes,
  preflight,
  consents,
  releases,
  accounting,
  letters,
  links,
  superbills,
  documents,
  certificates,
  retention,
  exports,
  processNotes,
]

/** All operations by name, which is their export's without the ending `Operation`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  areas
    .flatMap((area) => Object.entries(area))
    .filter((entry): entry is [string, Operation] => isOperation(entry[1]))
    .map(([name, operation]) => [name.replace(/Operation$/, ''), operation]),
)

function isOperation(value: unknown): value is Operation {
  return typeof value === 'object' && value !== null && 'route' in value && 'refusals' in value
}
