import { z } from 'zod'
import { CareTeam } from '../client/care-team.ts'
import { Client, ClientState } from '../client/client.ts'
import { Demographics } from '../client/demographics.ts'
import { DirectoryEntry } from '../client/directory-entry.ts'
import { Id } from '../id.ts'
import { ChainExport } from '../ledger/chain-export.ts'
import { line } from '../text.ts'
import { operation } from './operation.ts'

const tag = 'Clients'
const path = z.object({ clientId: Id })

/** A client as the API shows one to whoever may see them. */
export const ClientView = Client.omit({
  practiceId: true,
  openDrafts: true,
  holds: true,
  retention: true,
}).extend({
  demographics: Demographics,
})
export type ClientView = z.infer<typeof ClientView>

export const CareTeamView = Client.pick({
  clientId: true,
  careTeam: true,
  barred: true,
  version: true,
})

export const ClientsFilter = z.object({
  /** Words that begin words of the name, in any order, whatever the case and accents. */
  name: line(100).optional(),
  state: ClientState.optional(),
  order: z.enum(['name', 'newest']).default('name'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  /** The client after whom to go on: `next` of the page before. */
  cursor: Id.optional(),
})
export type ClientsFilter = z.infer<typeof ClientsFilter>

export const DirectoryPage = z.object({
  clients: z.array(
    DirectoryEntry.extend({
      clientId: Id,
      state: ClientState,
      careTeam: z.array(Id),
      openedAt: z.string(),
    }),
  ),
  /** Ask again with this as `cursor` for those that follow; absent on the last page. */
  next: Id.optional(),
})
export type DirectoryPage = z.infer<typeof DirectoryPage>

export const listClientsOperation = operation({
  route: 'GET /v1/clients',
  summary: 'List clients, or find them by name',
  description: 'Only those the caller may see. Sorted by family name, or newest first.',
  tag,
  query: ClientsFilter,
  status: 200,
  answer: DirectoryPage,
  refusals: ['invalid_request'],
})

export const openClientOperation = operation({
  route: 'POST /v1/clients',
  summary: 'Open a client’s record',
  description:
    'The record gets a key of its own. Who opens it is on the care team unless they name another.',
  tag,
  body: z.strictObject({
    demographics: Demographics,
    careTeam: CareTeam.shape.careTeam.optional(),
  }),
  status: 201,
  answer: ClientView,
  example: {
    body: {
      demographics: {
        name: { given: 'Maja', family: 'Łukasiewicz', preferred: 'May' },
        pronouns: 'she/her',
        birthDate: '1991-06-30',
        contacts: {
          phones: [
            {
              kind: 'mobile',
              number: '+1 207 555 0188',
              safeToCall: true,
              safeToText: false,
              safeToLeaveMessage: false,
            },
          ],
        },
        emergencyContact: { name: 'Jan Nowak', relationship: 'brother', phone: '207 555 0121' },
        insurance: [
          {
            order: 'primary',
            payer: 'Casco Health',
            plan: 'PPO',
            memberId: 'CH-448120',
            holder: { relationship: 'self' },
          },
        ],
      },
    },
  },
  idempotent: true,
  refusals: ['invalid_request', 'not_allowed', 'member_not_found', 'idempotency_key_reused'],
})

export const readClientOperation = operation({
  route: 'GET /v1/clients/{clientId}',
  summary: 'Read who a client is',
  description: 'Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: ClientView,
  refusals: ['not_allowed', 'client_not_found'],
})

export const changeClientOperation = operation({
  route: 'PUT /v1/clients/{clientId}',
  summary: 'Change who a client is, or close their record',
  description:
    'Replaces the demographics. A closed record takes no new sessions; notes still owed can be written.',
  tag,
  path,
  body: z.strictObject({ demographics: Demographics, state: ClientState.optional() }),
  status: 200,
  answer: ClientView,
  ifMatch: true,
  refusals: ['invalid_request', 'not_allowed', 'client_not_found', 'stale_revision'],
})

export const changeCareTeamOperation = operation({
  route: 'PUT /v1/clients/{clientId}/care-team',
  summary: 'Say who works with a client, and who is kept out',
  tag,
  path,
  body: CareTeam,
  example: {
    body: {
      careTeam: ['5t2k7n9qxw3mbc8rj0d4hv6yze', 'a1s8d3f7g2h9j4kqpw5e6rmtvx'],
      barred: [],
    },
  },
  status: 200,
  answer: CareTeamView,
  ifMatch: true,
  refusals: [
    'invalid_request',
    'not_allowed',
    'client_not_found',
    'member_not_found',
    'stale_revision',
  ],
})

export const exportClientLedgerOperation = operation({
  route: 'GET /v1/clients/{clientId}/ledger',
  summary: 'Export a client’s ledger',
  description:
    'Every event from the first to the head: enough to verify the chain without network, AWS or Noteseal. Leaves an entry in the client’s access trail.',
  tag,
  path,
  status: 200,
  answer: ChainExport,
  refusals: ['not_allowed', 'client_not_found'],
})
