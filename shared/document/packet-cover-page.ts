import { localDate, spokenTime } from '../clock.ts'
import { isWithin, type RecordSection } from '../consent/record-scope.ts'
import type { Ground } from '../release/basis.ts'
import { type Clean, type DocumentPage, facts, nameOf, spokenDate } from './document-page.ts'
import { measureChart, targetsOf } from './measure-chart.ts'
import { noteDocumentKind, noteDocumentTitles } from './note-document-kind.ts'
import { COVER, type OpenedPacket, type SealedVolume } from './packet.ts'
import { planOfEach, signersOf } from './packet-binding.ts'
import { coverageRow, demographicsFacts } from './packet-client.ts'
import { appointments, excluded, gaps } from './packet-gaps.ts'
import { consentRow, signerRow } from './packet-log.ts'
import { planInPacket } from './packet-plan.ts'
import { born, clientBand, packetSheet, spokenDays } from './packet-running.ts'
import type { PacketWords } from './packet-words.ts'
import { printable } from './printable.ts'

/** All that goes into the cover: the packet, and the volumes that were sealed before it. */
export interface PacketCover extends OpenedPacket {
  readonly volumes: readonly SealedVolume[]
  readonly practiceSeal: { readonly fingerprint: string }
}

/** What stands on the pages, word for word and in order; the template only lays it out. */
export function packetCoverPage(of: PacketCover, clean: Clean = printable) {
  const { words, notes } = of
  const { request, kind, practice, scope } = words
  const sheet = packetSheet(words, COVER, of.practiceSeal.fingerprint, clean)
  const shows = (section: RecordSection) => isWithin(scope, section)
  const findings = kind === 'insurance-packet' ? gaps(of, clean) : undefined
  const days = notes.map(({ signed }) => localDate(signed.session.start, practice.zone))
  return {
    ...sheet,
    subtitle: clean(
      [
        kind === 'insurance-packet' ? `For ${request.payer ?? request.recipient.name}` : 'Cover',
        request.from && request.to
          ? `services ${spokenDays(request.from, request.to)}`
          : days.length > 0 && `services ${spokenDays(days[0] ?? '', days.at(-1) ?? '')}`,
      ]
        .filter(Boolean)
        .join(' · '),
    ),
    marks: words.part2 ? ['42 CFR Part 2'] : [],
    running: { ...sheet.running, rest: `${born(words)} · cover` },
    client: clientBand(words, clean),
    request: requestFacts(words, clean),
    release: words.releaseId,
    volumes: volumesTable(of),
    services: servicesTable(of, clean),
    demographics: shows('demographics') ? demographicsFacts(words, clean) : [],
    insurance: shows('insurance')
      ? (words.client.demographics.insurance ?? []).map((each) => coverageRow(each, clean))
      : [],
    diagnoses: shows('diagnoses')
      ? words.diagnoses.map(({ code, label, since, resolvedOn, principal }) => ({
          code: clean(code),
          label: clean(label) + (principal ? ' (principal)' : ''),
          since: spokenDate(since),
          until: resolvedOn ? spokenDate(resolvedOn) : '–',
        }))
      : [],
    plans: shows('treatment-plans') ? of.plans.map((plan) => planInPacket(plan, of, clean)) : [],
    measures: shows('measures') ? measuresOf(of, clean) : [],
    consents: shows('consents') ? words.consents.map((each) => consentRow(each, words, clean)) : [],
    noConsents: shows('consents') && words.consents.length === 0,
    signatures: shows('signatures')
      ? signersOf(of).map((each) => signerRow(each, practice.zone, clean))
      : [],
    appointments: kind === 'record-copy' && shows('services') ? appointments(words) : [],
    excluded: excluded(words).map(clean),
    missing: findings,
  } satisfies DocumentPage & Record<string, unknown>
}

/** Drawn and as a table. A target is the newest plan's, where plans go along. */
function measuresOf({ words, plans }: PacketCover, clean: Clean) {
  const newest = isWithin(words.scope, 'treatment-plans') ? plans.at(-1) : undefined
  return words.measures.map((series) => ({
    chart: measureChart(series, newest ? targetsOf(newest.plan, series.name) : [], clean),
    points: series.points.map(({ takenOn, score, severity, selfHarmAnswer }) => ({
      day: spokenDate(takenOn),
      score: String(score),
      severity: severity ?? '–',
      selfHarm: selfHarmAnswer === undefined ? '–' : String(selfHarmAnswer),
    })),
  }))
}

const grounds: Readonly<Record<Ground, string>> = {
  authorization: 'The client’s authorization (45 CFR 164.508)',
  treatment: 'Treatment (45 CFR 164.506(c)(2))',
  payment: 'Payment (45 CFR 164.506(c)(3))',
  operations: 'Health care operations (45 CFR 164.506(c)(4))',
  'client-access': 'The client’s right of access (45 CFR 164.524)',
  'required-by-law': 'Required by law (45 CFR 164.512(a))',
  'court-order': 'Order of a court (45 CFR 164.512(e)(1)(i))',
  subpoena: 'Subpoena with assurance (45 CFR 164.512(e)(1)(ii))',
  'health-oversight': 'Health oversight (45 CFR 164.512(d))',
  'public-health': 'Public health (45 CFR 164.512(b), (c))',
  'serious-threat': 'A serious threat (45 CFR 164.512(j))',
}

function requestFacts({ request, practice }: PacketWords, clean: Clean) {
  const { recipient, purpose, basis, payer, from, to, askedBy, askedAt } = request
  return facts(clean, [
    ['Given to', [recipient.name, recipient.contact].filter(Boolean).join(', ')],
    ['Purpose', purpose],
    ['Payer', payer],
    ['Days of service', from && to ? spokenDays(from, to) : 'the whole record'],
    ['Right', grounds[basis.ground]],
    ['Asked for by', nameOf(askedBy)],
    ['Asked for', spokenTime(askedAt, practice.zone)],
  ])
}

/** A cover binds its volumes: it names the hash of each. */
function volumesTable({ volumes, notes, words }: PacketCover) {
  let before = 0
  return volumes.map(({ documentId, sha256, pages, notePages }, index) => {
    const [first, last] = [before + 1, before + notePages.length]
    const days = notes
      .slice(before, last)
      .map(({ signed }) => localDate(signed.session.start, words.practice.zone))
    before = last
    return {
      volume: String(index + 1),
      notes: first === last ? String(first) : `${first} – ${last}`,
      days: spokenDays(days[0] ?? '', days.at(-1) ?? ''),
      pages: String(pages),
      documentId,
      sha256,
    }
  })
}

/** Claims to notes: for each date of service its codes, its note, and where that stands. */
function servicesTable(of: PacketCover, clean: Clean) {
  const { notes, volumes, words } = of
  const places = volumes.flatMap(({ notePages }, index) =>
    notePages.map(([first, last]) => ({
      volume: String(index + 1),
      pages: first === last ? String(first) : `${first}–${last}`,
    })),
  )
  const plans = planOfEach(of)
  const withPlan = isWithin(words.scope, 'treatment-plans')
  return notes.map(({ signed, additions }, index) => {
    const plan = plans[index]
    const { services, diagnoses, start } = signed.session
    return {
      number: String(index + 1),
      date: spokenDate(localDate(start, signed.practice.zone)),
      cpt: clean(
        services
          .map(({ cpt, modifiers, units }) =>
            [cpt, ...modifiers].join('-').concat(units > 1 ? ` × ${units}` : ''),
          )
          .join(', ') || '–',
      ),
      icd: clean(diagnoses.map(({ code }) => code).join(', ') || '–'),
      note: [
        noteDocumentTitles[noteDocumentKind(signed.template)],
        ...(signed.written.late ? ['late'] : []),
        ...(additions.length > 0 ? [`${additions.length} added`] : []),
      ].join(', '),
      plan: !withPlan ? '' : plan === undefined ? 'none' : `plan ${plan + 1}`,
      volume: places[index]?.volume ?? '',
      pages: places[index]?.pages ?? '',
    }
  })
}
