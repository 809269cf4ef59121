import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { modifierRules } from '../../shared/session/modifiers.ts'
import { placesOfService } from '../../shared/session/place-of-service.ts'
import { CptCode, Modifier } from '../../shared/session/service.ts'
import { serviceLabel, serviceRules } from '../../shared/session/service-rules.ts'

describe('the services that are known', () => {
  it.each(Object.entries(serviceRules))(
    '%s has a label, a source and whole minutes',
    (code, rule) => {
      expect(CptCode.parse(code)).toBe(code)
      expect(rule.label.length).toBeGreaterThan(3)
      expect(rule.source).not.toBe('')
      const { least = 1, most = Number.POSITIVE_INFINITY } = rule.minutes ?? {}
      expect(least).toBeLessThanOrEqual(most)
    },
  )

  it('name only each other', () => {
    for (const { besideOneOf = [], notBeside = [] } of Object.values(serviceRules))
      for (const code of [...besideOneOf, ...notBeside]) expect(serviceRules).toHaveProperty(code)
  })

  it('leave no minute of individual therapy between two codes', () => {
    const ranges = ['90832', '90834', '90837'].map((code) => serviceRules[code]?.minutes)
    for (const [i, range] of ranges.entries())
      if (i > 0) expect(range?.least).toBe((ranges[i - 1]?.most ?? 0) + 1)
    expect(ranges.at(-1)?.most).toBeUndefined()
  })

  it('are labelled by their number where they are not known', () => {
    expect(serviceLabel('90837')).toBe('Individual therapy, 60 minutes')
    expect(serviceLabel('99999')).toBe('Service 99999')
  })
})

describe('the modifiers that are known', () => {
  it.each(Object.entries(modifierRules))('%s has a label and a source', (code, rule) => {
    expect(Modifier.parse(code)).toBe(code)
    expect(rule.label).not.toBe('')
    expect(rule.source).not.toBe('')
  })
})

describe('the labels', () => {
  it('are never the descriptors of the AMA, in whose form they would begin with what they are', () => {
    const words = readFileSync(
      new URL('../../shared/session/service-rules.ts', import.meta.url),
      'utf8',
    )
    expect(words).not.toMatch(/psychotherapy, \d+ minutes with patient/i)
    expect(words).not.toMatch(/psychiatric diagnostic evaluation/i)
  })

  it('of places are there for each code that telehealth and offices use', () => {
    for (const code of ['02', '10', '11', '12', '52', '53'] as const)
      expect(placesOfService[code].length).toBeGreaterThan(3)
  })
})
