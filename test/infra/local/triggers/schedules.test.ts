import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../../../../infra/local/state/journal.ts'
import {
  type ScheduleDefinition,
  startSchedules,
} from '../../../../infra/local/triggers/schedules.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const MINUTE = 60_000

function timetable(run: ScheduleDefinition['run']) {
  const file = join(temporaryFolder(), 'ran.journal')
  const clock = { now: Date.parse('2026-03-08T09:00:00.000Z') }
  const logged: string[] = []
  const open = () => {
    const journal = openJournal<number>(file)
    const schedules = startSchedules(
      [{ name: 'sweep', expression: 'rate(1 minute)', zone: 'UTC', run }],
      journal,
      () => clock.now,
      (line) => logged.push(line),
    )
    return {
      ...schedules,
      close: async () => {
        await schedules.close()
        journal.close()
      },
    }
  }
  return { open, clock, logged }
}

describe('the timetable', () => {
  it('runs nothing before it is due', async () => {
    const runs: number[] = []
    const { open, clock } = timetable(async (at) => void runs.push(at))
    const schedules = open()
    clock.now += MINUTE - 1
    await schedules.runDue()
    await schedules.close()
    expect(runs).toEqual([])
  })

  it('runs once for all the times that fell due while the clock was moved', async () => {
    const runs: number[] = []
    const { open, clock } = timetable(async (at) => void runs.push(at))
    const schedules = open()
    clock.now += 24 * 60 * MINUTE
    await schedules.runDue()
    await schedules.runDue()
    await schedules.close()
    expect(runs).toHaveLength(1)
  })

  it('runs after a restart what fell due in between', async () => {
    const runs: number[] = []
    const { open, clock } = timetable(async (at) => void runs.push(at))
    await open().close()
    clock.now += 2 * MINUTE
    const again = open()
    await again.runDue()
    await again.close()
    expect(runs).toHaveLength(1)
  })

  it('does not count a run that was cut short by closing', async () => {
    let runs = 0
    const { open, clock } = timetable(async () => {
      runs++
      if (runs === 1) await Promise.reject(new Error('stopped'))
    })
    const schedules = open()
    clock.now += MINUTE
    const running = schedules.runDue()
    await schedules.close()
    await running
    const again = open()
    await again.runDue()
    await again.close()
    expect(runs).toBe(2)
  })

  it('goes on after a run that failed, and says which', async () => {
    let runs = 0
    const { open, clock, logged } = timetable(async () => {
      runs++
      throw new TypeError('broken')
    })
    const schedules = open()
    for (let i = 0; i < 2; i++) {
      clock.now += MINUTE
      await schedules.runDue()
    }
    await schedules.close()
    expect(runs).toBe(2)
    expect(logged).toEqual(['sweep: TypeError', 'sweep: TypeError'])
  })
})
