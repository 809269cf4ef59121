import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { World } from '../matrix/world.ts'
import { history } from './history.ts'
import { live } from './live.ts'
import { type Beginnings, beginnings } from './stages.ts'

/** How many histories, and where they start: set by the bench, which lives through very many. */
const HISTORIES = Number(process.env['NOTESEAL_HISTORIES'] ?? 160)
const SEED = Number(process.env['NOTESEAL_SEED'] ?? 20_260_114)

let world: World
let begin: Beginnings
beforeAll(async () => {
  world = await World.begin()
  begin = await beginnings(world)
})
afterAll(() => world.close())

it(`in ${HISTORIES} histories from seed ${SEED}, nothing is destroyed that must not be, nothing is readable that was`, async () => {
  const told = { steps: 0, destroyed: 0 }
  await fc.assert(
    fc.asyncProperty(history, async (each) => {
      const { steps, destroyed } = await live(world, begin, each)
      told.steps += steps
      told.destroyed += destroyed ? 1 : 0
    }),
    { numRuns: HISTORIES, seed: SEED, endOnFailure: false },
  )
  process.stdout.write(`${JSON.stringify(told)}\n`)
  expect(told.destroyed).toBeGreaterThan(HISTORIES / 20)
}, 3_600_000)
