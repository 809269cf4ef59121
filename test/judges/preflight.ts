import { existsSync } from 'node:fs'
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { judge } from './judge.ts'

const CLASSES = 'preflight xmpbox pdfbox2 fontbox2 commons-logging jaxb-api javax.activation'
  .split(' ')
  .map((name) => `/usr/share/java/${name}.jar`)

/**
 * What PDFBox Preflight has to say against files as PDF/A-1b: by a file's name, its findings.
 *
 * @throws Error where it is not there or answers otherwise
 */
export async function preflight(
  dir: string,
  files: readonly string[],
): Promise<Record<string, string[]>> {
  const missing = CLASSES.filter((file) => !existsSync(file))
  if (missing.length > 0) throw new Error(`no Preflight: ${missing}`)
  const list = join(dir, 'preflight-files')
  await writeFile(list, files.join('\n'))
  const run = ['-cp', CLASSES.join(':'), 'org.apache.pdfbox.preflight.Validator_A1b']
  const { output } = await judge('java', ...run, 'xml', 'group', list)
  const report = `${list}.preflight.xml`
  if (!existsSync(report)) throw new Error(output)
  const xml = await readFile(report, 'utf8')
  await rm(report)
  const found = [...xml.matchAll(/<preflight name="([^"]*)">(.*?)<\/preflight>/gs)]
  const answers = Object.fromEntries(
    found.map(([, name = '', verdict = '']) => [name, findingsIn(verdict)]),
  )
  for (const file of files)
    if (!answers[basename(file)]) throw new Error(`Preflight says nothing of ${file}`)
  return answers
}

function findingsIn(verdict: string): string[] {
  if (/<isValid type="PDF\/A1-b">true</.test(verdict)) return []
  const found = [...verdict.matchAll(/<error count="(\d+)">(.*?)<\/error>/gs)].map(
    ([, , text = '']) =>
      text
        .replaceAll(/<[^>]*>/g, ' ')
        .replaceAll(/\s+/g, ' ')
        .trim(),
  )
  if (found.length === 0) return ['not valid']
  return found.filter((finding) => !UNFOLLOWED.test(finding))
}

/**
 * No fault of a file: PDFBox 2.0.27 does not follow a reference from a bookmark to its destination,
 * though any object may be one (ISO 32000-1, 7.3.10). That it leads somewhere is checked elsewhere.
 */
const UNFOLLOWED = /^1\.2\.3 .*can't convert to Destination COSObject\{\d+, 0\}$/
