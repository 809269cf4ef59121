import { join } from 'node:path'
import { type Cloud, startCloud } from '../../infra/local/cloud.ts'
import { checkCaseload } from '../../infra/local/demo/caseload/check-caseload.ts'
import { PracticeRun } from '../../infra/local/demo/practice-run.ts'
import { Steps } from '../../infra/local/demo/steps.ts'

const licence = { number: 'LX-1', state: 'OR', type: 'Licensed Psychologist' }
const soap = (n: number) => ({
  subjective: `Client reports sleeping better, night ${n}.`,
  objective: 'On time, mildly anxious.',
  assessment: 'Progress toward goal 1.',
  plan: 'Weekly.',
})

/** Invented: two clients with all that a record has, and a third with hardly anything. */
const caseload = {
  format: 'noteseal/caseload/1',
  practice: { name: 'Lindenhof', address: ['1 Test Street', 'Portland, OR 97209'], zone: 'UTC' },
  members: [
    { key: 'admin', name: 'Ada Admin', roles: ['admin'] },
    { key: 'keeper', name: 'Cora Keeper', roles: ['custodian'] },
    { key: 'sup', name: 'Sue Visor', roles: ['supervisor'], licence },
    { key: 'ann', name: 'Ann Clinician', roles: ['clinician'], licence },
    { key: 'tom', name: 'Tom Trainee', roles: ['clinician'], supervisor: 'sup', licence },
  ],
  clients: [
    {
      key: 'c1',
      careTeam: ['ann'],
      name: { given: 'Zoë', family: 'Ardent' },
      birthDate: '1987-11-23',
    },
    {
      key: 'c2',
      careTeam: ['tom'],
      name: { given: 'Omar', family: 'Bright' },
      birthDate: '1999-10-18',
    },
    {
      key: 'c3',
      careTeam: ['ann'],
      name: { given: 'Imani', family: 'Calm' },
      birthDate: '2004-04-26',
    },
  ],
  sessions: [
    session('c1', 'ann', 2, {
      note: {
        template: 'soap',
        sections: soap(1),
        writtenAt: '2026-03-02T11:00',
        addenda: [
          {
            kind: 'correction',
            reason: 'Wrong night.',
            text: 'It was night two.',
            writtenAt: '2026-03-03T09:00',
          },
        ],
      },
    }),
    session('c1', 'ann', 9, { outcome: { status: 'missed', reason: 'did not come' } }),
    session('c1', 'ann', 16, { note: { template: 'soap', sections: soap(3), sign: false } }),
    session('c2', 'tom', 2, {
      note: { template: 'soap', sections: soap(1), coSignedAt: '2026-03-03T10:00' },
    }),
    session('c2', 'tom', 9, { note: { template: 'soap', sections: soap(2) } }),
    session('c2', 'tom', 16, { outcome: { status: 'planned' } }),
  ],
}

function session(client: string, member: string, day: number, more: object) {
  const date = `2026-03-${String(day).padStart(2, '0')}`
  return {
    client,
    member,
    start: `${date}T09:00`,
    end: `${date}T09:50`,
    modality: 'in person',
    placeOfService: '11',
    participants: ['client'],
    services: [{ cpt: '90834' }],
    diagnoses: [{ code: 'F41.1' }],
    ...more,
  }
}

/** A small practice that was lived through, ready to leave. */
export class LeavingPractice {
  readonly cloud: Cloud
  readonly run: PracticeRun

  private constructor(cloud: Cloud, run: PracticeRun) {
    this.cloud = cloud
    this.run = run
  }

  static async live(dir: string, assembly: string): Promise<LeavingPractice> {
    const startAt = Date.parse('2026-03-01T09:00:00.000Z')
    const cloud = await startCloud({ dir: join(dir, 'state'), assembly, startAt })
    const checked = checkCaseload(caseload, '2026-12-01T00:00:00.000Z')
    if (checked.refused.length > 0) throw new Error(JSON.stringify(checked.refused))
    const run = new PracticeRun(cloud, new Steps(cloud), checked, { signIn: 'without pages' })
    await run.found()
    await run.openRecords()
    await run.live()
    await cloud.idle()
    return new LeavingPractice(cloud, run)
  }

  /** A fresh token of somebody's, by the key above. */
  async token(key: string): Promise<string> {
    const { subject } =
      this.cloud.accounts.list().find((each) => each.subject.startsWith(`demo-${key}-`)) ?? {}
    if (!subject) throw new Error(`nobody is called ${key}`)
    return this.cloud.accounts.token(subject)
  }
}
