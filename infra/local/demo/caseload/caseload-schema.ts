import { z } from 'zod'
import { Caseload } from './caseload.ts'

/** `docs/caseload.schema.json`: what an editor or another program can check a caseload with. */
export function caseloadSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(Caseload, {
    target: 'draft-2020-12',
    io: 'input',
    unrepresentable: 'any',
  })
  return {
    $schema,
    $id: 'https://noteseal.dev/caseload.schema.json',
    title: 'Noteseal caseload',
    description: 'Somebody’s own data for `npm run demo`. docs/caseload.md explains it.',
    ...schema,
  }
}
