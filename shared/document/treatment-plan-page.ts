import type { PlanGoal, PlanWords } from '../plan/plan-words.ts'
import type { SignedPlan } from '../plan/signed-plan.ts'
import { folded } from '../text.ts'
import {
  type Clean,
  clip,
  confidentiality,
  type DocumentPage,
  facts,
  practiceHead,
  sealWords,
  spokenDate,
} from './document-page.ts'
import type { DocumentIdentity } from './manifest.ts'
import { measureChart, targetsOf } from './measure-chart.ts'
import { signatureWords } from './note-words.ts'
import { printable } from './printable.ts'
import { textBlocks } from './text-blocks.ts'

/** All that goes into the document of a treatment plan. */
export interface SignedPlanDocument {
  readonly signed: SignedPlan
  readonly document: DocumentIdentity
  readonly practiceSeal: { readonly fingerprint: string }
}

/** What stands on the pages, word for word and in order; the template only lays it out. */
export function treatmentPlanPage(
  { signed, document, practiceSeal }: SignedPlanDocument,
  clean: Clean = printable,
) {
  const { plan, practice, client, former, part2, measures } = signed
  const title = 'Treatment plan'
  const from = spokenDate(plan.from)
  const reviewOn = spokenDate(plan.reviewOn)
  return {
    paper: document.paper,
    title,
    documentTitle: `${title}, ${from}`,
    subtitle: `From ${from} · review by ${reviewOn}`,
    marks: [
      ...(former ? ['Review'] : []),
      ...(plan.agreement.given === 'refused' ? ['Agreement refused'] : []),
      ...(part2 ? ['42 CFR Part 2'] : []),
    ],
    running: {
      about: clip(clean(client.name), 70),
      rest: `born ${spokenDate(client.birthDate)} · plan from ${from}`,
      practice: clip(clean(practice.name), 60),
      confidential: confidentiality(part2, clean),
    },
    practice: practiceHead(practice, clean),
    document: { id: document.id, version: String(document.version) },
    client: facts(clean, [
      ['Client', client.name],
      ['Date of birth', spokenDate(client.birthDate)],
      ['Member ID', client.memberId],
      ['Payer', client.payer],
    ]),
    dates: facts(clean, [
      ['In force from', from],
      ['Review by', reviewOn],
      ['Estimated end', spokenDate(plan.estimatedEndOn)],
      ['Takes the place of', former && `the plan from ${spokenDate(former.from)}`],
    ]),
    diagnoses: plan.diagnoses.map(({ code, label, since, principal }) => ({
      code: clean(code),
      label: clean(label) + (principal ? ' (principal)' : ''),
      since: spokenDate(since),
    })),
    necessity: textBlocks(clean(plan.necessity)),
    problems: problemsOf(signed, clean),
    charts: measures.map((series) => measureChart(series, targetsOf(plan, series.name), clean)),
    more: [
      ['Strengths', plan.strengths],
      ['Barriers', plan.barriers],
      ['Discharge criteria', plan.discharge],
    ].flatMap(([heading = '', text = '']) =>
      text.trim() === '' ? [] : [{ heading, blocks: textBlocks(clean(text)) }],
    ),
    participation: textBlocks(clean(plan.participation)),
    agreement: agreementOf(plan, clean),
    signature: signatureWords(
      signed.signature,
      'Electronically signed by',
      signed,
      clean,
      practice.zone,
    ),
    seal: sealWords(
      practice,
      practiceSeal.fingerprint,
      'shows the document is unchanged; it is not the clinician’s certificate.',
      clean,
    ),
  } satisfies DocumentPage & Record<string, unknown>
}

const problemsOf = (signed: SignedPlan, clean: Clean) =>
  signed.plan.problems.map(({ statement, goals }, p) => ({
    heading: `Problem ${p + 1}`,
    statement: clean(statement),
    goals: goals.map((goal, g) => ({
      heading: `Goal ${p + 1}.${g + 1}`,
      statement: clean(goal.statement),
      status: { open: '', met: 'Met', stopped: 'Stopped' }[goal.status ?? 'open'],
      facts: facts(clean, [
        ['Baseline', goal.baseline],
        ['Target date', spokenDate(goal.targetOn)],
        ['Goal since', goal.since && spokenDate(goal.since)],
      ]),
      ...(goal.progress && {
        progress: {
          ...(goal.progress.percent !== undefined && { percent: goal.progress.percent }),
          words: clean(goal.progress.words ?? '').trim(),
        },
      }),
      ...(goal.measure && { measure: measureOf(goal.measure, signed, clean) }),
      objectives: goal.objectives.map((each) => ({
        statement: clean(each.statement),
        by: each.targetOn ? spokenDate(each.targetOn) : '',
      })),
      interventions: goal.interventions.map(({ technique, frequency, by }) => ({
        technique: clean(technique),
        frequency: clean(frequency),
        by: clean(by),
      })),
    })),
  }))

/** `GAD-7: 14 at first, 9 on April 2, 2026, target 7` */
function measureOf(
  { name, baseline, target }: NonNullable<PlanGoal['measure']>,
  { measures }: SignedPlan,
  clean: Clean,
): string {
  const newest = measures.find((each) => folded(each.name) === folded(name))?.points.at(-1)
  return clean(
    [
      `${name}: ${baseline} at first`,
      ...(newest ? [`${newest.score} on ${spokenDate(newest.takenOn)}`] : []),
      `target ${target}`,
    ].join(', '),
  )
}

function agreementOf({ agreement }: PlanWords, clean: Clean): string {
  const { by, given, on, remarks = '' } = agreement
  const who = by === 'client' ? 'The client' : 'The client’s representative'
  const did = given === 'refused' ? 'refused to agree' : `agreed ${given}`
  const said = remarks.trim()
  return clean(`${who} ${did}, ${spokenDate(on)}.${said === '' ? '' : ` ${said}`}`)
}
