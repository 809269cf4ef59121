import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cloud, startCloud } from '../../infra/local/cloud.ts'
import { type Answer, Api } from '../../infra/local/demo/http/api.ts'
import { Steps } from '../../infra/local/demo/steps.ts'
import { median, percentile } from './median.ts'

export interface DeedFigures {
  readonly name: string
  readonly medianMs: number
  readonly p95Ms: number
  readonly perSecond: number
  /** AWS calls that had to wait for one another, warm. */
  readonly sequence: number
}

const WARM_UP = 5

/** How many are counted, with answers held back so long that what goes out together overlaps. */
const COUNTED = 5
const COUNTED_LATENCY_MS = 15

/**
 * Saves, reads, signs and renders through the whole local cloud, one after another, over HTTP.
 * `perSecond` is what one caller gets; the machine's two cores carry both caller and cloud.
 */
export async function benchDeeds(assembly: string, rounds = 40): Promise<DeedFigures[]> {
  const dir = mkdtempSync(join(tmpdir(), 'noteseal-bench-'))
  let latencyMs = 0
  const cloud = await startCloud({ dir, assembly, latencyMs: () => latencyMs })
  try {
    return await measure(cloud, rounds, (milliseconds) => {
      latencyMs = milliseconds
    })
  } finally {
    await cloud.close()
    rmSync(dir, { recursive: true, force: true })
  }
}

async function measure(
  cloud: Cloud,
  rounds: number,
  holdBack: (milliseconds: number) => void,
): Promise<DeedFigures[]> {
  await cloud.invoke('found-practice', {
    practice: { name: 'Bench', address: ['1 Main Street'], zone: 'America/Chicago' },
    admin: {
      name: 'Ada Bench',
      email: 'ada@bench.example',
      roles: ['admin', 'clinician'],
      licence: { number: 'L-1', state: 'MN', type: 'Licensed Psychologist' },
      subject: 'ada',
      issuer: cloud.issuer,
    },
  })
  const token = await cloud.accounts.token('ada')
  const api = new Api(cloud.apiUrl, async () => token)
  const client = await api.post<{ clientId: string }>('/v1/clients', {
    demographics: { name: { given: 'Jo', family: 'Doe' }, birthDate: '1990-05-01' },
  })
  const timed = new Steps(cloud)
  for (let i = 0; i < rounds + WARM_UP; i++) await oneNote(api, client.body.clientId, timed, cloud)
  holdBack(COUNTED_LATENCY_MS)
  const counted = new Steps(cloud)
  for (let i = 0; i < COUNTED; i++) await oneNote(api, client.body.clientId, counted, cloud)

  return ['save', 'read', 'sign', 'render'].map((name) => {
    const of = (steps: Steps) => steps.taken.filter((step) => step.name === name)
    const ms = of(timed)
      .slice(WARM_UP)
      .map((step) => step.ms)
    const middle = median(ms)
    return {
      name,
      medianMs: middle,
      p95Ms: percentile(ms, 0.95),
      perSecond: 1000 / middle,
      sequence: median(of(counted).map(({ calls }) => calls.sequence)),
    }
  })
}

async function oneNote(api: Api, clientId: string, steps: Steps, cloud: Cloud): Promise<void> {
  const end = Date.now() - 3_600_000
  const held = { start: new Date(end - 3_000_000).toISOString(), end: new Date(end).toISOString() }
  const planned = await api.post<{ sessionId: string }>(`/v1/clients/${clientId}/sessions`, {
    ...held,
    modality: 'in person',
    placeOfService: '11',
    participants: ['client'],
    services: [{ cpt: '90834' }],
    diagnoses: [{ code: 'F41.1' }],
  })
  const { sessionId } = planned.body
  await api.post(
    `/v1/sessions/${sessionId}/outcome`,
    { status: 'held', ...held },
    { ifMatch: planned.etag },
  )
  const opened: Answer = await api.post(`/v1/clients/${clientId}/notes`, {
    sessionId,
    template: 'soap',
  })
  const noteId = String(opened.body['noteId'])
  const saved = await steps.take('save', '', () =>
    api.put(`/v1/notes/${noteId}/draft`, { sections: FOUR_KILOBYTES }, { ifMatch: opened.etag }),
  )
  await steps.take('sign', '', () =>
    api.post(
      `/v1/notes/${noteId}/signature`,
      { statementVersion: 'author/1', accepted: true },
      { ifMatch: saved.etag },
    ),
  )
  await steps.take('render', '', () => cloud.idle(), ['render-document'])
  await steps.take('read', '', () => api.get(`/v1/notes/${noteId}`))
  steps.forget()
}

const paragraph =
  'Client reports worry on most days, centred on work deadlines and the health of a parent, and about five hours of broken sleep a night. '
const FOUR_KILOBYTES = Object.fromEntries(
  ['subjective', 'objective', 'assessment', 'plan'].map((key) => [key, paragraph.repeat(8)]),
)
