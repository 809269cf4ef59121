import { ApiRefused } from './http/api.ts'
import type { MadeNote } from './note-run.ts'
import type { PracticeRun } from './practice-run.ts'
import type { Steps } from './steps.ts'

interface Asked {
  readonly release: { readonly releaseId: string }
}

/** What somebody outside is given: by the client's consent, document by document. */
export class ReleaseRun {
  readonly #run: PracticeRun
  readonly #steps: Steps
  /** Who answers for records. */
  readonly #custodian: string

  constructor(run: PracticeRun, steps: Steps, custodian: string) {
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
  }
}
