import { part2Statement } from '../../shared/client/part-2.ts'
import type { ProgressNote } from '../../shared/document/progress-note-page.ts'
import { commit, committedPart } from '../../shared/ledger/commitment.ts'
import type {
  Addition,
  CoSignature,
  ElectronicSignature,
  SignedAddendum,
  SignedForm,
  SignerOnTheDay,
} from '../../shared/note/signed-form.ts'

/** Notes for tests and for the eye. Nobody in them lives. */

export const CLIENT_ID = '01hzx3c8m2q7v5r9t4k6w8y0ab'
export const NOTE_ID = `${CLIENT_ID}.7pb2n4d6f8h0j1k3m5p7q9s1t3`
const PRACTICE_ID = '4n6p8r0s2t4v6w8x0y2z4a6b8c'
const CHAIN = `P#${PRACTICE_ID}#C#${CLIENT_ID}`

export const maren: SignerOnTheDay = {
  memberId: '0a1b2c3d4e5f6g7h8j9k0m1n2p',
  name: 'Maren Šimůnková-O’Dwyer',
  credentials: 'PhD',
  licence: 'Licensed Psychologist, OR 3127',
  npi: '1234567893',
}

export const tomas: SignerOnTheDay = {
  memberId: '1b2c3d4e5f6g7h8j9k0m1n2p3q',
  name: 'Tomás Herrera',
  credentials: 'MA, LPCA',
  licence: 'Licensed Professional Counselor Associate, OR R8842',
}

export function signatureOf(
  signer: SignerOnTheDay,
  meaning: Exclude<ElectronicSignature['meaning'], 'attestation'>,
  signedAt: string,
): ElectronicSignature {
  const statement = {
    author: 'I provided this service and this record is accurate and complete.',
    'co-signature': 'I supervised this service, have reviewed this record and agree with it.',
    addendum: 'I wrote this addendum and it is accurate and complete.',
  }
  return {
    signer,
    meaning,
    statementVersion: `${meaning}/1`,
    statement: statement[meaning],
    signedAt,
    signInMethod: 'password and one-time code',
    commitment: '',
    keyArn: 'arn:aws:kms:us-west-2:000000000000:key/00000000-0000-0000-0000-000000000000',
    algorithm: 'ECDSA_SHA_256',
    value: 'MEUCIQ==',
  }
}

const base: SignedForm = {
  form: 'noteseal/signed-note/1',
  noteId: NOTE_ID,
  practice: {
    id: PRACTICE_ID,
    name: 'Lindenhof Behavioral Health, PLLC',
    address: ['1180 Harborview Avenue, Suite 400', 'Portland, OR 97209'],
    phone: '(503) 555-0142',
    npi: '1098765432',
    zone: 'America/Los_Angeles',
    paper: 'us-letter',
  },
  client: {
    id: CLIENT_ID,
    name: 'Zoë Łukasiewicz',
    birthDate: '1987-11-23',
    memberId: 'CHP 7731 4402 09',
    payer: 'Cascadia Health Plan, PPO',
  },
  session: {
    id: `${CLIENT_ID}.2s4t6v8w0x1y3z5a7b9c1d3e5f`,
    plannedStart: '2026-03-04T17:00:00.000Z',
    plannedEnd: '2026-03-04T17:55:00.000Z',
    start: '2026-03-04T17:02:00.000Z',
    end: '2026-03-04T17:57:00.000Z',
    modality: 'telehealth, video',
    placeOfService: { code: '10', label: 'Telehealth in patient’s home' },
    participants: [],
    services: [{ cpt: '90837', modifiers: ['95'], label: 'Psychotherapy, 60 min', units: 1 }],
    diagnoses: [{ code: 'F41.0', label: 'Panic disorder' }],
  },
  template: { key: 'soap', version: 1, title: 'SOAP' },
  sections: [
    {
      key: 'subjective',
      heading: 'Subjective',
      text: 'Client reports fewer panic symptoms, about two a week. Sleep is six to seven hours.',
    },
    {
      key: 'objective',
      heading: 'Objective',
      text: 'On time, casually dressed, mildly anxious, speech normal. GAD-7: 11, down from 16.',
    },
    {
      key: 'assessment',
      heading: 'Assessment',
      text: 'Continues to meet criteria for panic disorder. Progress toward goal 1 is clear.',
    },
    {
      key: 'plan',
      heading: 'Plan',
      text: 'Weekly CBT. Interoceptive exposure next time.\n\n- Daily thought record\n- Diaphragmatic breathing, 2 × 10 minutes',
    },
  ],
  written: {
    openedAt: '2026-03-04T18:01:00.000Z',
    lastSavedAt: '2026-03-04T18:20:00.000Z',
    dueAt: '2026-03-05T17:57:00.000Z',
  },
  signature: signatureOf(maren, 'author', '2026-03-04T18:22:31.000Z'),
  ledger: { chain: CHAIN, seq: 12 },
  nonce: Buffer.alloc(32, 7).toString('base64'),
}

const FINGERPRINT = 'a3'.repeat(32)

/** The same with the commitment that its words make. */
function committed<T extends SignedForm | Addition>(form: T): T {
  const commitment = commit(form.nonce, committedPart(form))
  return { ...form, signature: { ...form.signature, commitment } }
}

/** A note with its additions, each put under what stands before it, and its version. */
export function noteOf(
  unbound: SignedForm,
  unboundAdditions: readonly Addition[] = [],
): ProgressNote {
  const signed = committed(unbound)
  const additions: Addition[] = []
  for (const addition of unboundAdditions) {
    const follows = [signed, ...additions].map(({ signature }) => signature.commitment)
    additions.push(committed({ ...addition, follows }))
  }
  const parts = [signed, ...additions]
  const signedAt = parts.map((part) => part.signature.signedAt).sort()
  return {
    signed,
    additions,
    document: {
      id: signed.noteId,
      version: parts.length,
      createdAt: signedAt.at(-1) ?? '',
      paper: signed.practice.paper,
    },
    practiceSeal: { fingerprint: FINGERPRINT },
  }
}

/** An addendum that follows nothing yet: `noteOf` puts it under a note. */
export function addendumOf(number: number, change: Partial<SignedAddendum> = {}): SignedAddendum {
  return {
    form: 'noteseal/addendum/1',
    noteId: NOTE_ID,
    follows: [],
    number,
    kind: 'addition',
    reason: 'The prescriber answered after the note was signed.',
    text: 'Prescriber contacted by secure message; a trial of morning dosing is recommended. Client informed by portal.',
    writtenAt: '2026-03-06T16:14:00.000Z',
    signature: signatureOf(maren, 'addendum', '2026-03-06T16:15:20.000Z'),
    ledger: { chain: CHAIN, seq: 14 + number },
    nonce: Buffer.alloc(32, number).toString('base64'),
    ...change,
  }
}

/** The same of a co-signature. */
export function coSignatureOf(change: Partial<CoSignature> = {}): CoSignature {
  return {
    form: 'noteseal/co-signature/1',
    noteId: NOTE_ID,
    follows: [],
    signature: signatureOf(maren, 'co-signature', '2026-03-05T16:30:00.000Z'),
    ledger: { chain: CHAIN, seq: 13 },
    nonce: Buffer.alloc(32, 9).toString('base64'),
    ...change,
  }
}

const LONG = [
  'Client reports that panic symptoms have decreased from daily to approximately twice weekly since the last session. She described one episode on Tuesday evening, lasting about twelve minutes, that she was able to interrupt using paced breathing and the 5-4-3-2-1 grounding exercise. Sleep has improved to roughly 6.5 hours per night; she continues to wake once around 3 a.m. with racing thoughts about the custody hearing scheduled next month. Appetite is unchanged. She denies alcohol use since the previous visit and reports taking sertraline 100 mg daily as prescribed.',
  'Client arrived on time, was casually dressed and appropriately groomed. Affect was mildly anxious but congruent; speech was normal in rate and volume. Thought process was linear and goal-directed, with no evidence of perceptual disturbance. Orientation ×4; memory and concentration grossly intact. GAD-7 administered at start of session: score 11 (moderate), down from 16 at intake (Δ = −5). PHQ-9: 8 (mild), down from 13; item 9 scored 0. Client completed the thought record collaboratively and tolerated a fifteen-minute interoceptive exposure (straw breathing) with peak SUDS 70 → 35.',
  'Client continues to meet criteria for panic disorder (F41.0) with comorbid adjustment disorder with mixed anxiety and depressed mood (F43.23). Progress toward goal 1 is significant, evidenced by reduced episode frequency, increased distress tolerance and an independent application of coping skills outside of session. Ongoing legal stressors remain a maintaining factor. Medical necessity for weekly outpatient psychotherapy is supported by persisting functional impairment at work (two missed shifts in the past fortnight) and by moderate residual symptom severity on standardised measures.',
  'Continue weekly individual CBT. The next session will extend interoceptive exposure to stair-climbing and introduce a situational exposure hierarchy (supermarket, highway driving). Clinician will coordinate with the prescriber regarding the sleep maintenance complaint; a release of information is on file, dated 2026-02-11.',
] as const

/** Three pages. */
export const longNote = noteOf({
  ...base,
  session: {
    ...base.session,
    services: [
      ...base.session.services,
      { cpt: '96127', modifiers: [], label: 'Brief behavioral assessment', units: 2 },
    ],
    diagnoses: [
      ...base.session.diagnoses,
      { code: 'F43.23', label: 'Adjustment disorder with mixed anxiety and depressed mood' },
    ],
  },
  sections: [
    { key: 's', heading: 'Subjective', text: `${LONG[0]}\n\n${LONG[0]}` },
    { key: 'o', heading: 'Objective', text: `${LONG[1]}\n\n${LONG[1]}` },
    {
      key: 'a',
      heading: 'Assessment',
      text: `${LONG[2]}\n\n${LONG[2]}\n\nRisk was assessed:\n- Suicidal ideation: denied; screener negative\n- Homicidal ideation: denied\n- Self-harm: denied; none since 2019\n- Protective factors: children, partner, engagement in care, future orientation`,
    },
    {
      key: 'p',
      heading: 'Plan',
      text: `${LONG[3]}\n\n1. Daily thought record, bring to session\n2. Diaphragmatic breathing, 2 × 10 minutes\n3. Stair-climbing, 3 × per week, record SUDS, and stop only when the peak has fallen by half, as agreed and practised together\n4. Coordinate with prescriber (release on file)\n\n${LONG[3]}\n\n${LONG[0]}\n\n${LONG[2]}`,
    },
  ],
})

export const shortNote = noteOf(base)

export const lateNote = noteOf(
  {
    ...base,
    template: { key: 'dap', version: 1, title: 'DAP' },
    sections: [
      { key: 'd', heading: 'Data', text: LONG[0] },
      { key: 'a', heading: 'Assessment', text: LONG[2] },
      { key: 'p', heading: 'Plan', text: LONG[3] },
    ],
    written: {
      openedAt: '2026-03-08T15:40:00.000Z',
      lastSavedAt: '2026-03-08T16:10:00.000Z',
      dueAt: '2026-03-05T17:57:00.000Z',
      late: {
        reason:
          'I was ill from the evening of the session on; written from notes taken in session.',
        minutes: 4210,
      },
    },
    signature: signatureOf(maren, 'author', '2026-03-08T16:12:00.000Z'),
  },
  [
    addendumOf(1, {
      writtenAt: '2026-03-09T16:14:00.000Z',
      signature: signatureOf(maren, 'addendum', '2026-03-09T16:15:20.000Z'),
    }),
    addendumOf(2, {
      kind: 'correction',
      reason: 'The score in Data was read from the wrong line.',
      text: 'The GAD-7 score of this session was 11, not 12.\n\nNothing else changes.',
      writtenAt: '2026-03-11T01:40:00.000Z',
      signature: signatureOf(maren, 'addendum', '2026-03-11T01:41:08.000Z'),
    }),
  ],
)

export const supervisedNote = noteOf(
  {
    ...base,
    supervisor: maren,
    signature: signatureOf(tomas, 'author', '2026-03-04T19:05:00.000Z'),
  },
  [coSignatureOf()],
)

/** An addendum, the co-signature under note and addendum, and an addendum after it. */
export const coSignedNote = noteOf(
  {
    ...base,
    supervisor: maren,
    signature: signatureOf(tomas, 'author', '2026-03-04T19:05:00.000Z'),
  },
  [
    addendumOf(1, { signature: signatureOf(tomas, 'addendum', '2026-03-06T16:15:20.000Z') }),
    coSignatureOf({
      signature: signatureOf(maren, 'co-signature', '2026-03-07T16:30:00.000Z'),
      ledger: { chain: CHAIN, seq: 16 },
    }),
    addendumOf(2, {
      signature: signatureOf(tomas, 'addendum', '2026-03-08T09:00:00.000Z'),
      ledger: { chain: CHAIN, seq: 17 },
    }),
  ],
)

export const groupNote = noteOf({
  ...base,
  supervisor: maren,
  signature: signatureOf(tomas, 'author', '2026-03-04T19:05:00.000Z'),
  session: {
    ...base.session,
    modality: 'in person',
    placeOfService: { code: '11', label: 'Office' },
    participants: ['client', 'group of eight', 'co-therapist'],
    services: [{ cpt: '90853', modifiers: ['HQ', 'U4'], label: 'Group psychotherapy', units: 1 }],
    group: { size: 8 },
  },
  template: { key: 'girp', version: 1, title: 'GIRP' },
  sections: [
    {
      key: 'g',
      heading: 'Goal',
      text: 'Goal 3: resume community participation without avoidance.',
    },
    { key: 'i', heading: 'Intervention', text: LONG[3] },
    {
      key: 'r',
      heading: 'Response',
      text: 'Spoke twice, stayed throughout, and offered support to another member.',
    },
    { key: 'p', heading: 'Plan', text: '' },
  ],
})

export const intakeNote = noteOf({
  ...base,
  session: {
    ...base.session,
    services: [
      { cpt: '90791', modifiers: ['95'], label: 'Psychiatric diagnostic evaluation', units: 1 },
    ],
  },
  template: { key: 'intake', version: 1, title: 'Intake and diagnostic assessment' },
  sections: [
    { key: 'presenting-problem', heading: 'Presenting problem', text: LONG[0] },
    {
      key: 'history',
      heading: 'History',
      text: 'No earlier treatment. Hypothyroidism, treated. No substance use beyond two drinks a week.',
    },
    { key: 'mental-status', heading: 'Mental status', text: LONG[1] },
    {
      key: 'risk',
      heading: 'Risk and safety',
      text: 'Denies suicidal and homicidal ideation, plan and intent; no history of attempts.',
    },
    { key: 'diagnostic-impression', heading: 'Diagnostic impression', text: LONG[2] },
    { key: 'recommendations', heading: 'Medical necessity and recommendations', text: LONG[3] },
  ],
})

export const dischargeNote = noteOf({
  ...base,
  template: { key: 'discharge', version: 1, title: 'Discharge summary' },
  sections: [
    { key: 'reason', heading: 'Reason for discharge', text: 'Goals of the plan were met.' },
    { key: 'course', heading: 'Course of treatment', text: LONG[0] },
    { key: 'status', heading: 'Status at discharge', text: LONG[2] },
    {
      key: 'aftercare',
      heading: 'Aftercare and referrals',
      text: '- Prescriber, monthly\n- Crisis line 988, at any time',
    },
  ],
})

/** A name, a quotation with a digit, points, a list. */
export const hebrewNote = noteOf({
  ...base,
  client: { ...base.client, name: 'נועה לוי' },
  sections: [
    {
      key: 's',
      heading: 'Subjective',
      text: 'In her own words:\n\n«אני כבר לא מפחדת.» (מדד 11)\n\nShe said שָׁלוֹם and left.\n\n- ראשון\n- שני',
    },
  ],
})

export const ARABIC = '«لم أعد أخاف من الخوف نفسه كما كنت في السابق.»'

export const manyScripts = noteOf({
  ...base,
  client: { ...base.client, name: 'ليلى حسن Łukasiewicz' },
  sections: [
    {
      key: 's',
      heading: 'Subjective',
      text: `In the client’s own words:\n\n${ARABIC}\n\nShe added «الحمد لله» and smiled. Zażółć gęślą jaźń.`,
    },
    {
      key: 'o',
      heading: 'Objective',
      text: '«Η αναπνοή με βοηθά.» «Дихання мені допомагає.» Ngô Thị Hương, người bạn đời.',
    },
    {
      key: 'a',
      heading: 'Assessment',
      text: 'Mood today: 😀 and 👨‍👩‍👧. नमस्ते is not in our fonts, nor is \ue000.',
    },
    {
      key: 'p',
      heading: 'Plan',
      text: '- تمارين التنفس يوميا\n- كتابة اليوميات\n\n1. First\n2. Second',
    },
  ],
})

/** Sentences in Chinese, Japanese and Korean, as somebody would copy them out of a document. */
export const EASTERN = {
  chinese:
    '她说：“我现在不再害怕了。”她睡得比以前好，每天早上坐火车上班；上个星期只有一次惊恐发作。',
  traditional: '她每天練習呼吸，覺得對自己有幫助。',
  japanese: '彼女は「もう怖くない」と言った。毎朝カタカナで日記を書き、電車で会社に行っています。',
  korean: '그녀는 "이제 더 이상 무섭지 않아요"라고 말했다. 호흡 연습이 도움이 된다.',
} as const

/** Names, quotations, a list, and one word of each language among words of another. */
export const easternNote = noteOf({
  ...base,
  client: { ...base.client, name: '王小明 (Wang Xiaoming)' },
  sections: [
    {
      key: 's',
      heading: 'Subjective',
      text: `In the client’s own words:\n\n${EASTERN.chinese}\n${EASTERN.traditional}\n\n${EASTERN.japanese}\n\n${EASTERN.korean}`,
    },
    {
      key: 'o',
      heading: 'Objective',
      text: 'She wrote 现在 (now) and 안녕 (hello), and smiled: ①, ㎡, ＡＢ, ｶﾞ, 〜.',
    },
    {
      key: 'a',
      heading: 'Assessment',
      text: '⼀ is an ideograph, ⺀ and 𠀀 are not in our fonts.',
    },
    { key: 'p', heading: 'Plan', text: '- 呼吸练习\n- 写日记\n\n1. 호흡\n2. 日記' },
  ],
})

/** Of a program under 42 CFR Part 2, over several pages, on A4. */
export const part2Note = noteOf({
  ...longNote.signed,
  form: 'noteseal/signed-note/2',
  practice: { ...base.practice, paper: 'a4' },
  part2: part2Statement,
})

export const sampleNotes = {
  shortNote,
  longNote,
  lateNote,
  supervisedNote,
  groupNote,
  manyScripts,
  easternNote,
  part2Note,
}

/** The short note with something changed, and something added. */
export function noteWith(
  change: Partial<SignedForm>,
  additions: readonly Addition[] = [],
): ProgressNote {
  return noteOf({ ...base, ...change }, additions)
}
