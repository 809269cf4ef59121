import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Deed, disturb, type Tried } from './crash.ts'
import { faultNames } from './fault.ts'
import { type Kept, World } from './world.ts'

/** A long deed has hundreds of disturbances, and other tests run beside it. */
const PATIENCE_MS = 300_000

/** Disturbs deeds at each of their calls, and holds the outcomes to what docs/crash-matrix says. */
export function matrixOf(part: string, deeds: readonly Deed[]): void {
  let world: World
  let base: Kept
  const tried: Tried[] = []
  beforeAll(async () => {
    world = await World.begin()
    base = await world.keep()
  })
  afterAll(() => world.close())

  describe('whatever goes wrong at any call, invariants hold and asking again makes it good', () => {
    it.each(deeds)(
      '$name',
      async (deed) => {
        const outcome = await disturb(world, base, deed)
        tried.push(outcome)
        expect(grouped(outcome.broken)).toEqual({})
      },
      PATIENCE_MS,
    )
  })

  it('is what docs/crash-matrix says', async () => {
    const file = `../../docs/crash-matrix/${part}.md`
    await expect(pageOf(part, tried)).toMatchFileSnapshot(file)
  })
}

/** What went wrong, each once, and where. */
function grouped(broken: readonly string[]): Record<string, string> {
  const split = broken.map((each) => ({
    what: each.replace(/ \[[^\]]*\]$/, ''),
    where: /\[([^\]]*)\]$/.exec(each)?.[1] ?? '',
  }))
  const wheres = Map.groupBy(split, ({ what }) => what)
  return Object.fromEntries(
    [...wheres].map(([what, all]) => [what, `${all.length}: ${all[0]?.where}`]),
  )
}

function pageOf(part: string, tried: readonly Tried[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const sections = tried.map(({ deed, rows }) =>
    [
      `## ${deed}`,
      '',
      line(['call', ...faultNames]),
      line(['---', ...faultNames.map(() => '---')]),
      ...rows.map(({ call, outcomes }) => line([`\`${call}\``, ...outcomes])),
    ].join('\n'),
  )
  const count = tried.reduce((sum, { rows }) => sum + rows.length, 0)
  const heading = `# Crash matrix: ${part}

Written by \`npm run matrix\`; [crash-matrix.md](../crash-matrix.md) says how to read it.
${tried.length} deeds, ${count} calls, ${count * faultNames.length} disturbances.`
  return `${[heading, ...sections].join('\n\n')}\n`
}
