import type { Cloud } from '../../infra/local/cloud.ts'

interface Me {
  readonly member: { readonly memberId: string; readonly roles: readonly string[] }
}

interface Answer<T> {
  readonly body: T
  readonly etag: string | null
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface Person {
  readonly api: Api
  readonly memberId: string
}

/** The API as one person sees it. Fails on any refusal. */
class Api {
  readonly #url: string
  readonly #token: () => Promise<string>

  constructor(url: string, token: () => Promise<string>) {
    this.#url = url
    this.#token = token
  }

  async call<T = Record<string, unknown>>(
    method: Method,
    path: string,
    { body, ifMatch }: { body?: unknown; ifMatch?: string | null } = {},
  ): Promise<Answer<T>> {
    const response = await fetch(this.#url + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.#token()}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...(ifMatch && { 'if-match': ifMatch }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`)
    return { body: JSON.parse(text || '{}'), etag: response.headers.get('etag') }
  }

  get = <T = Record<string, unknown>>(path: string) => this.call<T>('GET', path)
}

/** What the demonstration leaves out: lists and trails, process notes, groups, a member who leaves. */
export async function walkTheRest(cloud: Cloud): Promise<void> {
  const all = await Promise.all(
    cloud.accounts.list().map(async ({ subject }) => {
      const api = new Api(cloud.apiUrl, () => cloud.accounts.token(subject))
      const me = await api.get<Me['member'] & Partial<Me>>('/v1/me').catch(whoLeft)
      if (!me) return []
      const { memberId, roles } = me.body.member ?? me.body
      return [{ api, memberId, roles }]
    }),
  )
  const people = all.flat()
  const admin = people.find(({ roles }) => roles.includes('admin'))
  const clinicians = people.filter(({ roles }) => roles.includes('clinician'))
  if (!admin) throw new Error('the demonstration left nobody to go on with')
  const { clinician, clientId } = await somebodysClient(clinicians)

  await readOver(admin.api, clinician.api, clientId)
  await keepProcessNote(cloud, clinician.api, clientId)
  await changeTeam(admin.api, clientId)
  await standIn(
    admin.api,
    clinicians.filter((each) => each !== admin),
  )
  await takeAlong(cloud, admin, clientId)
  await changePractice(admin.api, clinicians.at(-1)?.memberId ?? '')
  await cloud.invoke('enforce-retention', { task: 'replay-tombstones' })
  for (const task of ['verify-ledger', 'mend-heads', 'rebuild-notes'])
    await cloud.invoke('recover-records', { task })
}

/** Of the demonstration's people, somebody left. */
function whoLeft(refused: unknown): undefined {
  if (refused instanceof Error && refused.message.includes('member_inactive')) return undefined
  throw refused
}

/** Accounts come in any order, and not everybody has a client. */
async function somebodysClient(clinicians: readonly Person[]) {
  for (const clinician of clinicians) {
    const { body } = await clinician.api.get<{ clients: { clientId: string }[] }>('/v1/clients')
    const clientId = body.clients[0]?.clientId
    if (clientId) return { clinician, clientId }
  }
  throw new Error('the demonstration left no client to go on with')
}

async function readOver(admin: Api, clinician: Api, clientId: string): Promise<void> {
  for (const path of ['sessions', 'notes', 'documents', 'ledger'])
    await clinician.get(`/v1/clients/${clientId}/${path}`)
  for (const path of ['/v1/templates', '/v1/worklist']) await clinician.get(path)
  for (const path of [
    '/v1/ledger',
    '/v1/settings',
    '/v1/members',
    `/v1/clients/${clientId}/access`,
    '/v1/disposals',
    '/v1/disposal-register?name=somebody',
  ])
    await admin.get(path)
}

async function keepProcessNote(cloud: Cloud, clinician: Api, clientId: string): Promise<void> {
  const shelf = `/v1/clients/${clientId}/process-notes`
  const { body, etag } = await clinician.call<{ processNoteId: string }>('POST', shelf, {
    body: { text: 'First.' },
  })
  const path = `/v1/process-notes/${body.processNoteId}`
  await clinician.call('PUT', path, { body: { text: 'Second.' }, ifMatch: etag })
  // Longer than a function remembers a key: it has to be opened again.
  await cloud.clock.advance(6 * 60_000)
  const { etag: now } = await clinician.get(path)
  await clinician.get(shelf)
  await clinician.call('DELETE', path, { ifMatch: now })
}

/** The admin makes themselves custodian too, which the ledger shows, and exports. */
async function takeAlong(
  cloud: Cloud,
  { api, memberId }: { api: Api; memberId: string },
  clientId: string,
): Promise<void> {
  const { body: member, etag } = await api.get(`/v1/members/${memberId}`)
  const { memberId: _id, version: _version, ...as } = member
  const roles = [...(as['roles'] as string[]), 'custodian']
  await api.call('PUT', `/v1/members/${memberId}`, { body: { ...as, roles }, ifMatch: etag })
  // Longer than a function remembers a member's card.
  await cloud.clock.advance(2 * 60_000)
  const { body } = await api.call<{ exportId: string }>('POST', '/v1/exports', { body: {} })
  await api.get(`/v1/exports/${body.exportId}/practice`)
  await api.get(`/v1/exports/${body.exportId}/clients`)
  await api.get(`/v1/clients/${clientId}/export?export=${body.exportId}`)
  await api.get('/v1/keys')
}

async function changeTeam(admin: Api, clientId: string): Promise<void> {
  const { body, etag } = await admin.get<{ careTeam: string[]; barred: string[] }>(
    `/v1/clients/${clientId}`,
  )
  const { careTeam, barred = [] } = body
  await admin.call('PUT', `/v1/clients/${clientId}/care-team`, {
    body: { careTeam, barred },
    ifMatch: etag,
  })
}

/** One clinician stands in for another with an admin's yes, and takes over the clients. */
async function standIn(admin: Api, clinicians: readonly Person[]): Promise<void> {
  const [from, to] = clinicians
  if (!from || !to) throw new Error('the demonstration left too few clinicians to stand in')
  const { body } = await to.api.call<{ accessId: string }>('POST', '/v1/custodial-accesses', {
    body: { clinicianId: from.memberId, reason: 'incapacitated', words: 'Unreachable.' },
  })
  const access = `/v1/custodial-accesses/${body.accessId}`
  await admin.call('POST', `${access}/approval`)
  await admin.get(access)
  await admin.call('POST', `${access}/end`)
  const handOver = `/v1/members/${from.memberId}/hand-over`
  await admin.call('POST', handOver, { body: { to: to.memberId, reason: 'incapacitated' } })
  await admin.get(handOver)
}

async function changePractice(admin: Api, memberId: string): Promise<void> {
  const { body: settings, etag } = await admin.get('/v1/settings')
  const { practiceId, version, ...form } = settings
  await admin.call('PUT', '/v1/settings', { body: { ...form, digestHour: 8 }, ifMatch: etag })

  // Another account: the card of the one before is taken away.
  const { body: member, etag: standing } = await admin.get(`/v1/members/${memberId}`)
  const { memberId: _id, version: _version, ...as } = member
  const changed = { ...as, subject: 'another-account' }
  await admin.call('PUT', `/v1/members/${memberId}`, { body: changed, ifMatch: standing })
}
