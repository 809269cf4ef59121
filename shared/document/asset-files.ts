/**
 * Font families as package paths, all under the Open Font License, in the order in which a text may ask
 * for them: Source Sans 3 for Latin, Greek, Cyrillic and Vietnamese, Amiri for Arabic (its text can be
 * copied out of a PDF again, which is not true of every Arabic font), Noto Sans Hebrew, Noto Sans SC for
 * Chinese and Japanese, Noto Sans KR for Korean. No other font is ever used: the machine's own are out of
 * reach.
 */
export const FONT_FAMILIES = {
  SourceSans3: [
    '@expo-google-fonts/source-sans-3/400Regular/SourceSans3_400Regular.ttf',
    '@expo-google-fonts/source-sans-3/600SemiBold/SourceSans3_600SemiBold.ttf',
  ],
  Amiri: ['@expo-google-fonts/amiri/400Regular/Amiri_400Regular.ttf'],
  NotoSansHebrew: ['@expo-google-fonts/noto-sans-hebrew/400Regular/NotoSansHebrew_400Regular.ttf'],
  NotoSansSC: ['@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'],
  NotoSansKR: ['@expo-google-fonts/noto-sans-kr/400Regular/NotoSansKR_400Regular.ttf'],
} as const
export type FontFamily = keyof typeof FONT_FAMILIES

export const FONT_FILES = Object.values(FONT_FAMILIES).flat()

/**
 * What templates import: the sheet with the head of its first page and the block of the seal, which
 * every one needs; a signed note, alone or among others; measures over time.
 */
export const TEMPLATE_MODULES = ['document.typ', 'note.typ', 'chart.typ'] as const

/** One template may serve several kinds of documents. */
const TEMPLATES = [
  'progress-note',
  'certificate-of-destruction',
  'treatment-plan',
  'packet-volume',
  'packet-cover',
  'signature-attestation',
  'superbill',
  'accounting-of-disclosures',
  'hold-notice',
  'physician-letter',
] as const
export type TemplateName = (typeof TEMPLATES)[number]

export const templateFile = (name: TemplateName) => `${name}.typ` as const

/** Templates and their modules, in `assets/` beside this file and beside a bundle. */
export const TEMPLATE_FILES = [...TEMPLATE_MODULES, ...TEMPLATES.map(templateFile)] as const
