import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { prepareAssembly } from '../../infra/local/start/prepare-assembly.ts'
import { ExportInMemory } from '../export/export-in-memory.ts'
import { LeavingPractice } from '../export/leaving-practice.ts'

/** A practice leaves, by the commands as a person gives them, from the synthesized app. */
const root = fileURLToPath(new URL('../..', import.meta.url))
const dir = mkdtempSync(join(tmpdir(), 'noteseal-leaving-'))
const tokenFile = join(dir, 'token')
let practice: LeavingPractice

beforeAll(async () => {
  practice = await LeavingPractice.live(dir, await prepareAssembly())
  await signInAs('keeper')
}, 300_000)
afterAll(async () => {
  await practice?.cloud.close()
  rmSync(dir, { recursive: true, force: true })
})

const signInAs = async (key: string) => writeFileSync(tokenFile, await practice.token(key))

interface Ran {
  readonly code: number | null
  readonly said: string
}

function start(script: string, args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [join(root, script), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, INIT_CWD: dir },
  })
}

async function ran(child: ChildProcess): Promise<Ran> {
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk) => {
      said += chunk
    })
  const [code] = await once(child, 'close')
  return { code, said }
}

const takeAlong = (out: string, ...more: string[]) =>
  start('infra/leaving/export.ts', [
    '--api',
    practice.cloud.apiUrl,
    '--token-file',
    tokenFile,
    '--out',
    out,
    ...more,
  ])

const verify = (...args: string[]) => ran(start('infra/verify.ts', args))

describe('a practice that leaves', () => {
  it('takes everything along, and verifies it without a network', async () => {
    const { code, said } = await ran(takeAlong('whole'))
    expect([code, said]).toEqual([0, expect.stringContaining('Complete: 4 chains')])
    const noted = /unseen: {2}([0-9a-f]{64})/.exec(said)?.[1] ?? ''
    const checked = await verify('whole', '--manifest', noted)
    expect(checked.said).toContain('whole and unchanged (3 clients, 4 notes')
    expect(checked.code).toBe(0)
    const files = ExportInMemory.from(join(dir, 'whole'))
    expect(files.paths().some((path) => path.includes('partial'))).toBe(false)
    const { keys } = files.manifest
    const expected = keys.flatMap(({ fingerprint }) => ['--fingerprint', fingerprint])
    expect((await verify('whole', ...expected)).code).toBe(0)
    expect((await verify('whole', '--fingerprint', '0'.repeat(64))).said).toContain('a key is not')
  }, 60_000)

  it('holds opened records for whoever runs the command alone', () => {
    const files = readdirSync(join(dir, 'whole'), { recursive: true, withFileTypes: true })
    const modes = files.map((it) => statSync(join(it.parentPath, it.name)).mode & 0o077)
    expect(new Set(modes)).toEqual(new Set([0]))
  })

  it('is told which client, file and event was changed', async () => {
    const files = ExportInMemory.from(join(dir, 'whole'))
    const clientId = practice.run.clientId('c1')
    const path = `clients/${clientId}/notes.jsonl`
    const lines = files.lines(path)
    const signed = lines.find((line) => line.signed)
    signed.signed.sections[0].text += ' Not.'
    files.putLines(path, lines)
    files.rewriteManifest()
    for (const each of [path, 'manifest.json']) {
      mkdirSync(join(dir, 'whole', each, '..'), { recursive: true })
      writeFileSync(join(dir, 'whole', each), files.bytes(each))
    }
    const { code, said } = await verify('whole')
    expect(code).toBe(1)
    expect(said).toContain(`first fault: client ${clientId}, ${path}, line `)
    expect(said).toContain(`event ${signed.signed.ledger.seq}`)
    const answer = JSON.parse((await verify('whole', '--json')).said)
    expect(answer).toMatchObject({ whole: false, first: expect.stringContaining(clientId) })
    // What is checked and said has no word of a record.
    expect(said).not.toContain('sleeping')
  }, 60_000)

  it('goes on where it stopped, however often it is killed', async () => {
    let kills = 0
    for (let attempt = 0; attempt < 40; attempt++) {
      const child = takeAlong('killed')
      let lines = 0
      child.stdout?.on('data', (chunk: Buffer) => {
        lines += String(chunk).split('\n').length - 1
        // A line more each time: it never gets further than it must.
        if (lines > kills && kills < 3) child.kill('SIGKILL')
      })
      const { code } = await ran(child)
      if (code === 0) break
      expect(existsSync(join(dir, 'killed', 'manifest.json'))).toBe(false)
      kills++
      if (kills === 2) spoil(join(dir, 'killed'))
    }
    expect(kills).toBe(3)
    expect((await verify('killed')).code).toBe(0)
    const [one, other] = ['whole', 'killed'].map((out) => ExportInMemory.from(join(dir, out)))
    expect(other?.paths()).toEqual(one?.paths())
  }, 120_000)

  it('takes one client’s record along, and nobody else’s', async () => {
    const clientId = practice.run.clientId('c2')
    const { code, said } = await ran(takeAlong('one', '--client', clientId))
    expect([code, said]).toEqual([0, expect.stringContaining('Complete: 1 chains')])
    const files = ExportInMemory.from(join(dir, 'one'))
    expect(files.clientIds).toEqual([clientId])
    expect(files.paths().some((path) => path.startsWith('practice/'))).toBe(false)
    expect((await verify('one')).code).toBe(0)
  }, 60_000)

  it.each([
    ['into a folder with other things', 'state', 1, 'holds other things'],
    ['into an export that is complete', 'one', 1, 'is complete'],
  ])('does not go %s', async (_where, out, code, words) => {
    const before = readdirSync(join(dir, out)).sort()
    const told = await ran(takeAlong(out))
    expect([told.code, told.said]).toEqual([code, expect.stringContaining(words)])
    expect(readdirSync(join(dir, out)).sort()).toEqual(before)
  })

  it('needs its custodian, signed in', async () => {
    await signInAs('admin')
    const refused = await ran(takeAlong('refused'))
    expect([refused.code, refused.said]).toEqual([1, expect.stringContaining('not_allowed')])
    writeFileSync(tokenFile, 'nonsense')
    const stranger = await ran(takeAlong('refused'))
    expect([stranger.code, stranger.said]).toEqual([1, expect.stringContaining('sign in again')])
    expect(existsSync(join(dir, 'refused', 'clients'))).toBe(false)
    expect(await ran(takeAlong('refused', '--nonsense'))).toMatchObject({ code: 2 })
  }, 60_000)
})

/** Somebody changes a file of a client that was taken along before. */
function spoil(out: string): void {
  const [clientId] = readdirSync(join(out, 'clients'))
  const file = join(out, 'clients', clientId ?? '', 'obligations.jsonl')
  writeFileSync(file, `${readFileSync(file, 'utf8')}x`)
}
