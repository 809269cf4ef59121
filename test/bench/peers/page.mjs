// A progress note's page as the product prints it, for libraries that know only text and boxes: the
// same words, fonts and measures for all of them.

export const PAGE = { width: 612, height: 792, margin: 61, label: 108 }
export const SIZES = { body: 10, small: 7.5, title: 20, label: 10.5 }

/** Label and text, in reading order; a section's text is a list of plain lines. */
export function partsOf(page) {
  const factLines = (facts) => facts.map(([label, value]) => `${label}: ${value}`)
  return [
    { label: 'Client', lines: factLines(page.client) },
    {
      label: 'Session',
      lines: [
        ...factLines(page.session),
        ...page.services.map((s) => `${s.code}  ${s.modifiers}  ${s.label}  ${s.units}`),
        ...page.diagnoses.map((d) => `${d.code}  ${d.label}`),
      ],
    },
    ...page.sections.map(({ heading, blocks }) => ({
      label: heading,
      lines: blocks.flatMap((block) =>
        block.kind === 'list'
          ? block.items.map(({ marker, text }) => `${marker} ${text}`)
          : block.lines,
      ),
    })),
    {
      label: 'Signature',
      lines: [
        `${page.signature.opening} ${page.signature.name}, ${page.signature.licence}, ${page.signature.when}, ${page.signature.method}: ${page.signature.statement}`,
        page.signature.record,
      ],
    },
    {
      label: 'Seal',
      lines: [`${page.seal.sentence} ${page.seal.fingerprint}: ${page.seal.meaning}`],
    },
  ]
}

export const headOf = (page) => `${page.running.about} ${page.running.rest}`
export const footOf = (page, number, count) =>
  `Confidential: protected health information. Document ${page.document.id}, version ${page.document.version}. Page ${number} of ${count}`
