import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sizes } from '../../infra/sizes.ts'

/** What one process reports of one packet. */
export interface PacketRun {
  /** A volume each, and the cover. */
  readonly steps: readonly {
    readonly ms: number
    readonly bytes: number
    readonly residentMb: number
  }[]
  readonly pages: number
  readonly peakMb: number
}

export interface PacketFigures extends PacketRun {
  readonly notes: number
  /** Of the function that makes it. */
  readonly limit: { readonly memoryMb: number; readonly seconds: number }
}

/** A packet of 200 notes and one of 1,000, each in a process of its own. */
export function benchPackets(): PacketFigures[] {
  const { memoryMb, timeout } = sizes['render-document']
  const script = fileURLToPath(new URL('./packet-process.ts', import.meta.url))
  return [200, 1000].map((notes) => {
    const answer = execFileSync(process.execPath, [script, String(notes)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const run: PacketRun = JSON.parse(answer)
    return { ...run, notes, limit: { memoryMb, seconds: timeout.toSeconds() } }
  })
}
