import { type CheckedFile, checkFiles } from './check-files.ts'
import { fingerprintsIn } from './fingerprints.ts'
import { resultCard } from './result-card.ts'

const files = part('files', HTMLInputElement)
const fingerprints = part('fingerprints', HTMLTextAreaElement)
const fault = part('fingerprints-fault', HTMLElement)
const announced = part('announced', HTMLElement)
const results = part('results', HTMLElement)
const cards = part('cards', HTMLElement)

/** What is checked, again whenever the fingerprints change. */
let chosen: readonly File[] = []
/** Only the latest check may show what it found. */
let latest = 0

async function check(): Promise<void> {
  const { fingerprints: expected, faults } = fingerprintsIn(fingerprints.value)
  fault.hidden = faults === 0
  fault.textContent =
    faults === 0 ? '' : 'A fingerprint has 64 digits, 0 to 9 and a to f; this is not one.'
  fingerprints.setAttribute('aria-invalid', String(faults > 0))
  if (chosen.length === 0) return
  const mine = ++latest
  // Half a fingerprint must not pass for none, under which any key would do.
  if (faults > 0) return show([], 'Not checked: one of the fingerprints is none.')
  announced.textContent = 'Checking …'
  try {
    const checked = await checkFiles(chosen, expected)
    if (mine === latest) show(checked, summary(checked))
  } catch (error) {
    if (mine === latest) show([], whyNot(error))
  }
}

function show(checked: readonly CheckedFile[], words: string): void {
  cards.replaceChildren(...checked.map(resultCard))
  results.hidden = checked.length === 0
  announced.textContent = words
}

/** One sentence, for who hears it before, or instead of, seeing the rest. */
function summary(checked: readonly CheckedFile[]): string {
  const [only] = checked
  if (only && checked.length === 1) return `${only.name}: ${only.told.headline}`
  const whole = checked.filter(({ told }) => told.verdict === 'unchanged').length
  return whole === checked.length
    ? `All ${whole} files are unchanged since they were sealed.`
    : `${checked.length - whole} of ${checked.length} files: not as they should be. See below.`
}

function whyNot(error: unknown): string {
  if (error instanceof RangeError) return `Not checked: ${error.message}.`
  return globalThis.isSecureContext
    ? 'Not checked: the browser could not read a file.'
    : 'Not checked: the browser does this only on pages that came over https, or from this machine.'
}

function take(list: FileList | null | undefined): void {
  if (!list || list.length === 0) return
  chosen = [...list]
  void check()
}

files.addEventListener('change', () => take(files.files))
// Some browsers open their dialogue for the space bar alone.
files.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return
  event.preventDefault()
  files.click()
})
fingerprints.addEventListener('input', () => void check())
part('check', HTMLFormElement).addEventListener('submit', (event) => event.preventDefault())

// A file that misses the field must not be opened in place of the page.
for (const kind of ['dragenter', 'dragover'] as const)
  addEventListener(kind, (event) => {
    event.preventDefault()
    document.documentElement.classList.add('over')
  })
for (const kind of ['dragleave', 'drop'] as const)
  addEventListener(kind, (event) => {
    event.preventDefault()
    document.documentElement.classList.remove('over')
  })
addEventListener('drop', (event) => take(event.dataTransfer?.files))

function part<E extends HTMLElement>(id: string, kind: abstract new () => E): E {
  const found = document.getElementById(id)
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}`)
  return found
}
