import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

/** What a program outside npm says: its exit code and all that it wrote. */
export interface Verdict {
  readonly code: number
  readonly output: string
}

/** Every word of some hundred pages, with its place. */
const MOST_SAID = 64 * 1024 * 1024

/** @throws Error where the program is missing: a judge that is not there must not look content */
export async function judge(program: string, ...args: readonly string[]): Promise<Verdict> {
  try {
    const { stdout, stderr } = await promisify(execFile)(program, args, {
      encoding: 'utf8',
      maxBuffer: MOST_SAID,
    })
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number')
      throw error
    const { stdout, stderr } = error as Error & { stdout?: string; stderr?: string }
    return { code: error.code, output: `${stdout ?? ''}${stderr ?? ''}` }
  }
}
