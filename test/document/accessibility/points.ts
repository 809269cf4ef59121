/** Failure conditions of the Matterhorn Protocol 1.1, by their numbers: those that a program can find. */
const MATTERHORN = [
  ...(['01-003', '01-004', '01-005', '01-007', '02-001', '02-004', '06-001', '06-002'] as const),
  ...(['06-003', '07-001', '07-002', '09-004', '09-005', '09-006', '10-001', '11-006'] as const),
  ...(['13-004', '14-002', '14-003', '14-007', '15-003', '17-002', '19-003', '25-001'] as const),
  ...(['28-002', '28-004', '28-005', '28-008', '28-009', '28-010', '28-011', '28-012'] as const),
  ...(['31-004', '31-006', '31-009', '31-027', '31-028', '31-029', '31-030'] as const),
] as const

/** What we ask for beyond it. */
const OWN = [
  ...(['structure', 'document', 'marked', 'pdf-a', 'bookmarks', 'attachments'] as const),
  ...(['encrypted', 'headings', 'table-heads', 'table-rows', 'table-ids'] as const),
  ...(['once', 'parents', 'empty'] as const),
] as const

export const POINTS = [...MATTERHORN, ...OWN]
export type Point = (typeof POINTS)[number]

/** What is wrong with a document for who has it read aloud. */
export interface AccessibilityFault {
  readonly point: Point
  readonly what: string
}
