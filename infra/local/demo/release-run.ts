import type { Cloud } from '../cloud.ts'
import { ApiRefused } from './http/api.ts'
import type { MadeNote } from './note-run.ts'
import type { PracticeRun } from './practice-run.ts'
import { StepFailed, type Steps } from './steps.ts'

interface Asked {
  readonly release: { readonly releaseId: string }
}

const OUTSIDE = ['open-link']

/** What somebody outside is given: by the client's consent, document by document. */
export class ReleaseRun {
  readonly #cloud: Pick<Cloud, 'apiUrl'>
  readonly #run: PracticeRun
  readonly #steps: Steps
  /** Who answers for records. */
  readonly #custodian: string

  constructor(cloud: Pick<Cloud, 'apiUrl'>, run: PracticeRun, steps: Steps, custodian: string) {
    this.#cloud = cloud
    this.#run = run
    this.#steps = steps
    this.#custodian = custodian
  }

  /** @param note signed, with its document */
  async release({ clientId, noteId, date }: MadeNote): Promise<void> {
    const desk = await this.#run.people.ready(this.#run.scheduler)
    const { body: consented } = await this.#steps.take('consent', 'as the client signed it', () =>
      desk.post<{ consent: { consentId: string } }>(`/v1/clients/${clientId}/consents`, {
        kind: 'disclosure',
        discloser: 'The practice',
        recipient: { name: 'Example Family Medicine' },
        purpose: 'To coordinate care',
        scope: { sections: ['progress-notes', 'intake-assessments', 'discharge-summaries'] },
        signedOn: date,
        signedBy: { by: 'client' },
        expiresWith: 'The end of treatment',
      }),
    )
    const { body: listed } = await desk.get<{
      documents: { documentId: string; noteId: string; current: boolean }[]
    }>(`/v1/clients/${clientId}/documents?limit=200`)
    const documents = listed.documents
      .filter((each) => each.noteId === noteId && each.current)
      .map(({ documentId }) => documentId)
    const words = {
      purpose: 'To coordinate care',
      recipient: { name: 'Example Family Medicine', role: 'provider' },
      basis: { ground: 'authorization', consentId: consented.consent.consentId },
      scope: { sections: ['progress-notes', 'intake-assessments', 'discharge-summaries'] },
      contents: { of: 'documents', documents },
      endingEventHasNotHappened: true,
    }
    const path = `/v1/clients/${clientId}/releases`
    const custodian = await this.#run.people.ready(this.#custodian)
    await this.#steps.take('refuse-release', 'to somebody else than the client named', async () => {
      const recipient = { name: 'Another Practice', role: 'provider' }
      const answer = await custodian
        .post(path, { ...words, recipient })
        .catch((error: unknown) => error)
      if (!(answer instanceof ApiRefused) || answer.type !== 'may_not_leave')
        throw new Error('it would have left')
    })
    const asked = await this.#steps.take('ask-release', 'held to the consent', () =>
      custodian.post<Asked>(path, words, { idempotencyKey: `release-${noteId.slice(-20)}` }),
    )
    const { releaseId } = asked.body.release
    await this.#steps.take('give', 'with hashes; retention begins anew', () =>
      custodian.post(`/v1/releases/${releaseId}/giving`, undefined, { ifMatch: asked.etag }),
    )
    const links = `/v1/releases/${releaseId}/links`
    const made = await this.#steps.take('make-link', 'its token is told once', () =>
      custodian.post<{ path: string; link: { linkId: string } }>(links, { openings: 2 }),
    )
    await this.#open(made.body.path)
    const { body: kept } = await custodian.get<{ links: { opened?: number }[] }>(links)
    if (kept.links[0]?.opened !== 1) throw new StepFailed('open-link', 'it was not counted')
    await this.#steps.take('revoke-link', 'before its time', () =>
      custodian.post(`/v1/links/${made.body.link.linkId}/revocation`, undefined, {
        ifMatch: made.etag,
      }),
    )
    await this.#steps.take(
      'refuse-opening',
      'as any link that never was',
      async () => {
        const answer = await fetch(this.#cloud.apiUrl + made.body.path, { method: 'POST' })
        if (answer.status !== 404) throw new Error('a revoked link was opened')
      },
      OUTSIDE,
    )
  }

  /** As somebody outside, who has nothing but the link. */
  async #open(path: string): Promise<void> {
    const url = this.#cloud.apiUrl + path
    await this.#steps.take(
      'open-link',
      'without an account; counted, written down',
      async () => {
        const door = await fetch(url)
        if (!door.ok || !(await door.text()).includes('<form method="post">'))
          throw new Error('there is no door')
        const page = await (await fetch(url, { method: 'POST' })).text()
        const [, href = ''] = /href="([^"]+)"/.exec(page) ?? []
        const pdf = await (await fetch(href.replaceAll('&amp;', '&'))).text()
        if (!pdf.startsWith('%PDF-')) throw new Error('no document came')
      },
      OUTSIDE,
    )
  }
}
