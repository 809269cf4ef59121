import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { oneOfEveryKind } from './sample-documents.ts'

const script = fileURLToPath(new URL('./typeset-process.ts', import.meta.url))
const { resolve } = createRequire(import.meta.url)

interface Made {
  /** Before sealing, by kind. */
  readonly hashes: Readonly<Record<string, string>>
  readonly machineHasFont: boolean
}

async function typesetAt(home: string): Promise<Made> {
  const env = { ...process.env, HOME: home, XDG_DATA_HOME: join(home, '.local/share') }
  const { stdout } = await promisify(execFile)(process.execPath, [script], { env })
  return JSON.parse(stdout)
}

it('a document of every kind is the same bytes on a machine that has other weights of our fonts', async () => {
  const home = await mkdtemp(join(tmpdir(), 'noteseal-fonts-'))
  try {
    const bare = await typesetAt(home)
    for (const name of ['amiri', 'source-sans-3', 'noto-sans-kr']) {
      const from = dirname(resolve(`@expo-google-fonts/${name}/package.json`))
      for (const into of ['.fonts', '.local/share/fonts', 'Library/Fonts']) {
        await mkdir(join(home, into), { recursive: true })
        await symlink(from, join(home, into, name))
      }
    }
    const rich = await typesetAt(home)
    expect(rich.machineHasFont, 'the fonts were put where the typesetter looks').toBe(true)
    expect(rich.hashes).toEqual(bare.hashes)
    expect(Object.keys(bare.hashes)).toEqual(expect.arrayContaining(Object.keys(oneOfEveryKind)))
  } finally {
    await rm(home, { recursive: true, force: true })
  }
})
