import { createHash } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type LocalDate, localDate, plusHours } from '../../../shared/clock.ts'
import { download } from '../../leaving/api.ts'
import type { Cloud } from '../cloud.ts'
import type { CheckedCaseload } from './caseload/check-caseload.ts'
import type { Answer, Api } from './http/api.ts'
import type { MadeNote } from './note-run.ts'
import type { PracticeRun } from './practice-run.ts'
import { StepFailed, type Steps } from './steps.ts'

/** A document that was made and fetched. */
export interface MadePaper {
  readonly kind: string
  readonly name: string
  readonly sha256: string
  readonly pages: number
  readonly version: number
}

/** Who does what, and where the PDFs go. */
export interface PapersDesk {
  readonly custodian: string
  readonly folder: string
}

const RENDERER = ['render-document']

/** What a payer's reviewer needs, and no more. */
const FOR_A_PAYER = [
  'demographics',
  'insurance',
  'diagnoses',
  'services',
  'treatment-plans',
  'progress-notes',
  'measures',
  'consents',
  'signatures',
] as const

/** Minutes until every function has read settings anew. */
const SETTINGS_MS = 61_000

/**
 * What a practice hands out besides notes, about the client of one signed note: a treatment plan with
 * measures, an attestation, a letter, a superbill, a payer's packet, an accounting.
 */
export class PapersRun {
  readonly #cloud: Cloud
  readonly #run: PracticeRun
  readonly #steps: Steps
  readonly #desk: PapersDesk
  readonly #made: MadePaper[] = []

  constructor(cloud: Cloud, run: PracticeRun, steps: Steps, desk: PapersDesk) {
    this.#cloud = cloud
    this.#run = run
    this.#steps = steps
    this.#desk = desk
  }

  /** @param note signed, its client insured where any is */
  async make(note: MadeNote, caseload: CheckedCaseload): Promise<readonly MadePaper[]> {
    const { clientId } = note
    const row = caseload.clients.find(({ key }) => this.#run.clientIds.get(key) === clientId)
    const today = localDate(new Date(this.#cloud.clock.now()).toISOString(), caseload.practice.zone)
    await this.#plan(note, today)
    await this.#attestation(note)
    await this.#letter(note)
    if (isCoded(note, row?.key, caseload)) await this.#superbill(note, caseload)
    const [insurance] = row?.insurance ?? []
    if (insurance) await this.#packet(note, { payer: insurance.payer, today })
    await this.#accounting(clientId)
    return this.#made
  }

  async #plan({ clientId, author, date }: MadeNote, today: LocalDate): Promise<void> {
    const writer = await this.#run.people.ready(author)
    const at = `/v1/clients/${clientId}`
    const { body: found } = await this.#steps.take('diagnose', 'sealed, versioned as a list', () =>
      writer.post<{ diagnosis: { diagnosisId: string } }>(`${at}/diagnoses`, {
        code: 'F41.1',
        label: 'Generalized anxiety disorder',
        since: date,
        principal: true,
      }),
    )
    const takenBy = this.#run.memberId(author)
    for (const [takenOn, answers] of [
      [date, [2, 2, 3, 2, 2, 2, 2]],
      [today, [1, 1, 2, 1, 1, 1, 1]],
    ] as const)
      await this.#steps.take('measure', 'GAD-7, scored here', () =>
        writer.post(`${at}/measures`, { instrument: 'GAD-7', answers, takenOn, takenBy }),
      )
    const opened = await this.#steps.take('open-plan', 'a treatment plan', () =>
      writer.post<{ plan: { planId: string } }>(`${at}/plans`, undefined),
    )
    const { planId } = opened.body.plan
    const path = `/v1/plans/${planId}`
    const saved = await this.#steps.take(
      'save-plan',
      'problems, goals with baseline and target',
      () =>
        writer.put(`${path}/draft`, planOf(found.diagnosis.diagnosisId, date), {
          ifMatch: opened.etag,
        }),
    )
    await this.#steps.take('sign-plan', 'as a note is signed', () =>
      writer.post(
        `${path}/signature`,
        { statementVersion: 'plan/1', accepted: true },
        { ifMatch: saved.etag },
      ),
    )
    await this.fetch(author, clientId, ['treatment-plan'])
  }

  async #attestation({ clientId, noteId, author }: MadeNote): Promise<void> {
    const writer = await this.#run.people.ready(author)
    await this.#steps.take('attest', 'the signature under a note is theirs', () =>
      writer.post(`/v1/notes/${noteId}/attestations`, {
        statementVersion: 'attestation/1',
        accepted: true,
      }),
    )
    await this.fetch(author, clientId, ['signature-attestation'])
  }

  async #letter({ clientId, author }: MadeNote): Promise<void> {
    const writer = await this.#run.people.ready(author)
    await this.#steps.take('write-letter', 'to the physician, no word of a note', () =>
      writer.post(`/v1/clients/${clientId}/letters`, {
        recipient: { name: 'Dr. Amara Osei', practice: 'Example Family Medicine' },
        occasion: 'treatment-begun',
        text: 'Thank you for referring our client. Weekly psychotherapy has begun; I will write again when it changes.',
        withDiagnoses: true,
      }),
    )
    await this.fetch(author, clientId, ['physician-letter'])
  }

  /** At invented fees: a caseload has none. */
  async #superbill(
    { clientId, author, date }: MadeNote,
    { sessions }: CheckedCaseload,
  ): Promise<void> {
    const admin = await this.#run.people.ready(this.#run.scheduler)
    const { body, etag } = await admin.get<Record<string, unknown>>('/v1/settings')
    const { practiceId: _id, version: _version, ...form } = body
    const codes = sessions.flatMap(({ coding }) => coding.services.map(({ cpt }) => cpt))
    const fees = Object.fromEntries(codes.map((cpt) => [cpt, 18_000]))
    await this.#steps.take('set-fees', 'an amount for each code', () =>
      admin.put('/v1/settings', { ...form, fees, taxId: '12-3456789' }, { ifMatch: etag }),
    )
    await this.#cloud.clock.advance(SETTINGS_MS)
    await this.#steps.take('superbill', 'from what was signed for, no word of it', () =>
      admin.post(`/v1/clients/${clientId}/superbills`, { from: date, to: date }),
    )
    await this.fetch(author, clientId, ['superbill'])
  }

  async #packet(
    { clientId, author, date }: MadeNote,
    { payer, today }: { payer: string; today: LocalDate },
  ): Promise<void> {
    const desk = await this.#run.people.ready(this.#desk.custodian)
    const asked = await this.#steps.take('ask-packet', 'for a payer, of its days alone', () =>
      desk.post<{ release: { releaseId: string } }>(`/v1/clients/${clientId}/releases`, {
        purpose: 'Review of claims',
        recipient: { name: payer, role: 'payer', contact: 'Records department' },
        basis: { ground: 'payment' },
        scope: {
          sections: FOR_A_PAYER,
          from: date,
          to: today,
        },
        contents: { of: 'packet', payer },
      }),
    )
    await this.fetch(author, clientId, ['insurance-packet'])
    const path = `/v1/releases/${asked.body.release.releaseId}`
    const ready = await desk.get<{ release: { state: string } }>(path)
    if (ready.body.release.state !== 'ready') throw new StepFailed('ask-packet', 'it was not made')
    await this.#steps.take('give-packet', 'cover and volumes, with hashes', () =>
      desk.post(`${path}/giving`, undefined, { ifMatch: ready.etag }),
    )
  }

  async #accounting(clientId: string): Promise<void> {
    const desk = await this.#run.people.ready(this.#desk.custodian)
    await this.#steps.take('account', 'what left by others’ right (164.528)', () =>
      desk.post(`/v1/clients/${clientId}/accounting`, {}),
    )
    await this.fetch(this.#desk.custodian, clientId, ['accounting-of-disclosures'])
  }

  /** Waits for what was asked for, and fetches it as a person would. @throws StepFailed where it is not there */
  async fetch(
    reader: string,
    clientId: string,
    kinds: readonly string[],
  ): Promise<readonly MadePaper[]> {
    await this.#steps.take('render', 'typeset, sealed, stored', () => this.#cloud.idle(), RENDERER)
    const api = await this.#run.people.ready(reader)
    const { body } = await api.get<{ documents: Listed[] }>(
      `/v1/clients/${clientId}/documents?limit=200`,
    )
    const found = body.documents.filter(({ kind }) => kinds.includes(kind))
    if (found.length === 0) throw new StepFailed('render', `no ${kinds.join()} was made`)
    const fetched: MadePaper[] = []
    for (const document of found) fetched.push(await this.#download(api, document))
    this.#made.push(...fetched)
    return fetched
  }

  async #download(
    api: Api,
    { documentId, kind, sha256, pages, version, volume }: Listed,
  ): Promise<MadePaper> {
    const bytes = await this.#steps.take('download', `${kind}, ${pages} pages`, () =>
      download(async () => {
        const link: Answer<{ url: string }> = await api.post(
          `/v1/documents/${documentId}/link`,
          undefined,
        )
        return link.body.url
      }),
    )
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new StepFailed('download', 'a document is not what was stored')
    const part = volume === undefined ? '' : volume === 0 ? '-cover' : `-volume-${volume}`
    const name = `${kind}${part}-${documentId.slice(-6)}.pdf`
    writeFileSync(join(this.#desk.folder, name), bytes)
    return { kind, name, sha256, pages, version }
  }
}

/** A superbill needs a code and a diagnosis for each session of its days. */
function isCoded(
  { date }: MadeNote,
  client: string | undefined,
  { sessions, practice }: CheckedCaseload,
): boolean {
  return sessions
    .filter((each) => each.client === client && localDate(each.start, practice.zone) === date)
    .every(({ coding }) => coding.services.length > 0 && coding.diagnoses.length > 0)
}

interface Listed {
  readonly documentId: string
  readonly kind: string
  readonly version: number
  readonly sha256: string
  readonly pages: number
  /** Of a packet. */
  readonly volume?: number
}

function planOf(diagnosisId: string, from: LocalDate) {
  const later = (days: number) => plusHours(`${from}T12:00:00.000Z`, days * 24).slice(0, 10)
  return {
    from,
    reviewOn: later(90),
    estimatedEndOn: later(270),
    diagnoses: [diagnosisId],
    problems: [
      {
        statement: 'Worry on most days keeps the client from sleep and work.',
        goals: [
          {
            statement: 'GAD-7 of 7 or less for four weeks.',
            baseline: 'GAD-7 of 15',
            targetOn: later(120),
            measure: { name: 'GAD-7', baseline: 15, target: 7 },
            objectives: [
              { statement: 'Keeps a worry period of fifteen minutes on five days a week' },
            ],
            interventions: [
              {
                technique: 'Cognitive restructuring',
                frequency: 'weekly, 55 minutes',
                by: 'The clinician',
              },
            ],
          },
        ],
      },
    ],
    necessity: 'Without treatment, sleep and work are impaired on most days.',
    strengths: 'Motivated, keeps appointments.',
    barriers: '',
    discharge: 'Both measures at or below target for eight weeks.',
    participation: 'Chose the goal and its measure.',
    agreement: { by: 'client', given: 'in writing', on: from },
  }
}
