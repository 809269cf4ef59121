import type { PlanDocument } from '../document/document-item.ts'
import { type ClientThingId, type Id, partsOf } from '../id.ts'
import { type PlanDraft, PlanDraftRecord } from '../plan/plan-draft.ts'
import { SignedPlan } from '../plan/signed-plan.ts'
import { PlanEndRecord, type PlanIn, TreatmentPlan } from '../plan/treatment-plan.ts'
import { contextOf } from '../seal/record-context.ts'
import { SIGNED_RECORD_LIMIT } from '../seal/sealed-record.ts'
import { clientPartition } from './client-table.ts'
import { bytesOf, type Item, type Key, numberOf } from './item.ts'
import { clientKeyId, type KeyRing } from './key-ring.ts'
import { recordOnlyDocument } from './only-document.ts'
import { type Wanted, wanted } from './outbox.ts'
import type { Table } from './table.ts'
import type { Write } from './transact.ts'

/** Sorts before the plans: which one is in force is read after it, so it is never older than that. */
const IN_FORCE = 'PLAN'
const PREFIX = `${IN_FORCE}#`

/** A plan as it stands, closed. */
export interface StoredPlan {
  readonly plan: TreatmentPlan
  /** A draft, or the signed form. */
  readonly sealed: Uint8Array
  /** Why it was ended or discarded. */
  readonly sealedEnd: Uint8Array | undefined
}

/** A plan that was signed, whatever became of it. */
export type OncePlan = PlanIn<'signed' | 'superseded' | 'ended'>

export const wasSigned = (plan: TreatmentPlan): plan is OncePlan =>
  plan.state !== 'draft' && plan.state !== 'discarded'

/** Clients' treatment plans. */
export class PlanTable {
  readonly #table: Table
  readonly #keys: KeyRing

  constructor(table: Table, keys: KeyRing) {
    this.#table = table
    this.#keys = keys
  }

  async find(practiceId: Id, planId: ClientThingId): Promise<StoredPlan | undefined> {
    const item = await this.#table.get(planKey(practiceId, planId))
    return item && storedPlan(item)
  }

  /**
   * All of a client's, drafts too, what was opened last first.
   *
   * @returns also how often it changed which one is in force
   */
  async all(practiceId: Id, clientId: Id): Promise<{ version: number; plans: StoredPlan[] }> {
    const items = await this.#table.all(clientPartition(practiceId, clientId), IN_FORCE)
    const inForce = items.find(({ sk }) => sk === IN_FORCE)
    return {
      version: inForce ? numberOf(inForce, 'version') : 0,
      plans: items
        .filter(({ sk }) => sk !== IN_FORCE)
        .map(storedPlan)
        .sort((a, b) => (a.plan.openedAt < b.plan.openedAt ? 1 : -1)),
    }
  }

  /**
   * Those that were signed, whatever became of them, opened, in the order of their signatures.
   *
   * @throws KeyGone, NotOpened
   */
  async signed(practiceId: Id, clientId: Id): Promise<{ plan: OncePlan; form: SignedPlan }[]> {
    const { plans } = await this.all(practiceId, clientId)
    const signed = await Promise.all(
      plans.flatMap(({ plan, sealed }) =>
        wasSigned(plan) ? [this.openForm(plan, sealed).then((form) => ({ plan, form }))] : [],
      ),
    )
    return signed.sort((a, b) => a.form.ledger.seq - b.form.ledger.seq)
  }

  /** A new draft; `done` where it was opened before. */
  async open(plan: PlanIn<'draft'>, draft: PlanDraft): Promise<Write> {
    const sealed = await this.#sealDraft(plan, draft)
    return {
      write: this.#table.putNew({ ...keyOf(plan), ...plan, sealed }),
      otherwise: () => 'done',
    }
  }

  /** @throws Refused `body_too_large` */
  async save(
    before: TreatmentPlan,
    after: PlanIn<'draft'>,
    draft: PlanDraft,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    return this.#change(before, after, { sealed: await this.#sealDraft(after, draft) }, otherwise)
  }

  /** From then on its document is waited for. @throws Refused `body_too_large` */
  async sign(
    before: TreatmentPlan,
    after: PlanIn<'signed'>,
    form: SignedPlan,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const sealed = await this.#seal(after, form, 'signed-plan')
    const waiting = wanted(after.planId, 1, after.signedAt)
    return this.#change(before, after, { sealed, ...waiting }, otherwise)
  }

  supersede(before: PlanIn<'signed'>, after: PlanIn<'superseded'>, overtaken: () => never): Write {
    return this.#change(before, after, {}, overtaken)
  }

  async end(
    before: TreatmentPlan,
    after: PlanIn<'ended' | 'discarded'>,
    record: PlanEndRecord,
    otherwise: NonNullable<Write['otherwise']>,
  ): Promise<Write> {
    const sealedEnd = await this.#seal(after, record, 'plan-end')
    return this.#change(before, after, { sealedEnd }, otherwise)
  }

  /** Of two that are signed at once, the second finds that another is in force. */
  changeInForce(
    { practiceId, clientId }: TreatmentPlan,
    version: number,
    overtaken: () => never,
  ): Write {
    const key = { pk: clientPartition(practiceId, clientId), sk: IN_FORCE }
    return { write: this.#table.countOn(key, version), otherwise: overtaken }
  }

  finish(practiceId: Id, document: PlanDocument): Promise<void> {
    const { planId } = document
    return recordOnlyDocument(this.#table, planKey(practiceId, planId), planId, document)
  }

  /** As it stood elsewhere, with how often it changed which one is in force. */
  async bringBack(
    plan: TreatmentPlan,
    {
      signed,
      draft,
      end,
      awaitsDocument,
    }: {
      signed?: SignedPlan | undefined
      draft?: PlanDraft | undefined
      end?: PlanEndRecord | undefined
      awaitsDocument?: true | undefined
    },
    version: number,
  ): Promise<Write[]> {
    const written: PlanDraftRecord | undefined = draft && { form: 'noteseal/plan-draft/1', draft }
    const [sealed, sealedEnd] = await Promise.all([
      signed
        ? this.#seal(plan, signed, 'signed-plan')
        : this.#seal(plan, written, 'plan-draft', plan.revision),
      end && this.#seal(plan, end, 'plan-end'),
    ])
    const inForce = { pk: clientPartition(plan.practiceId, plan.clientId), sk: IN_FORCE, version }
    const waiting = awaitsDocument && wasSigned(plan) && wanted(plan.planId, 1, plan.signedAt)
    return [
      ...(version > 0 ? [{ write: this.#table.put(inForce) }] : []),
      {
        write: this.#table.putNew({ ...keyOf(plan), ...plan, sealed, sealedEnd, ...waiting }),
        otherwise: () => 'done' as const,
      },
    ]
  }

  /** What a draft says, also of one that was discarded. @throws KeyGone, NotOpened */
  async openDraft(plan: TreatmentPlan, sealed: Uint8Array): Promise<PlanDraft> {
    const record = await this.#open(plan, sealed, 'plan-draft', plan.revision)
    return PlanDraftRecord.parse(record).draft
  }

  /** @throws KeyGone, NotOpened */
  async openForm(plan: PlanName, sealed: Uint8Array): Promise<SignedPlan> {
    return SignedPlan.parse(await this.#open(plan, sealed, 'signed-plan'))
  }

  /** @throws KeyGone, NotOpened */
  async openEnd(plan: TreatmentPlan, sealed: Uint8Array): Promise<PlanEndRecord> {
    return PlanEndRecord.parse(await this.#open(plan, sealed, 'plan-end'))
  }

  #change(
    before: TreatmentPlan,
    after: TreatmentPlan,
    more: { sealed?: Uint8Array; sealedEnd?: Uint8Array } & Partial<Wanted>,
    otherwise: NonNullable<Write['otherwise']>,
  ): Write {
    return {
      write: this.#table.updateFrom(keyOf(after), before.version, { ...after, ...more }),
      otherwise,
    }
  }

  #sealDraft(plan: PlanIn<'draft'>, draft: PlanDraft): Promise<Uint8Array> {
    const record: PlanDraftRecord = { form: 'noteseal/plan-draft/1', draft }
    return this.#seal(plan, record, 'plan-draft', plan.revision)
  }

  #seal({ practiceId, planId }: TreatmentPlan, record: unknown, kind: Kind, revision?: number) {
    const { clientId } = partsOf(planId)
    const context = contextOf({
      practiceId,
      clientId,
      kind,
      id: planId,
      ...(revision !== undefined && { revision }),
    })
    const limit = kind === 'signed-plan' ? SIGNED_RECORD_LIMIT : undefined
    return this.#keys.seal(clientKeyId(clientId), record, context, limit)
  }

  #open({ practiceId, planId }: PlanName, sealed: Uint8Array, kind: Kind, revision?: number) {
    const { clientId } = partsOf(planId)
    const place = { practiceId, clientId, kind, id: planId }
    const context = contextOf({ ...place, ...(revision !== undefined && { revision }) })
    return this.#keys.open(clientKeyId(clientId), sealed, context)
  }
}

/** A plan of a practice, as far as its id tells. */
type PlanName = Pick<TreatmentPlan, 'practiceId' | 'planId'>

type Kind = 'plan-draft' | 'signed-plan' | 'plan-end'

export function storedPlan(item: Item): StoredPlan {
  return {
    plan: TreatmentPlan.parse(item),
    sealed: bytesOf(item, 'sealed'),
    sealedEnd: item['sealedEnd'] === undefined ? undefined : bytesOf(item, 'sealedEnd'),
  }
}

const planKey = (practiceId: Id, planId: ClientThingId): Key => {
  const { clientId, own } = partsOf(planId)
  return { pk: clientPartition(practiceId, clientId), sk: PREFIX + own }
}

const keyOf = ({ practiceId, planId }: TreatmentPlan) => planKey(practiceId, planId)
