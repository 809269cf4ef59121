import type { LinkView } from '../../shared/api/links.ts'
import type { KeptLink } from '../../shared/aws/link-table.ts'

/** What the API shows of a link: never its token. */
export const linkView = ({ link, opened }: KeptLink): LinkView => ({
  link,
  ...(opened !== undefined && { opened }),
})
