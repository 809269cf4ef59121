import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as stages from '../../infra/stages.ts'
import { newTestChain } from '../document/test-chain.ts'
import { type Resource, synthesized } from './synthesized.ts'

const brought = vi.hoisted(() => ({ stage: {} as Partial<stages.Stage> }))
vi.mock('../../infra/stages.ts', async (original) => {
  const actual = await original<typeof stages>()
  return {
    ...actual,
    stageNamed: (name: string) => ({
      ...actual.stageNamed(name),
      ...brought.stage,
    }),
  }
})

beforeEach(() => {
  brought.stage = {}
})

describe('a stage that brings the certificates of its document key', () => {
  it('puts them beside the renderer’s bundle, and has the key looked at when it is deployed', async () => {
    const { certificate } = await newTestChain()
    brought.stage = { sealingChain: certificate }
    await synthesized('dev', ({ assembly, ofType }) => {
      const [made] = ofType('Custom::SigningCertificate')
      expect(made?.properties['Chain']).toBe(certificate)
      const beside = readdirSync(assembly).flatMap((folder) =>
        folder.startsWith('asset.') &&
        readdirSync(join(assembly, folder)).includes('sealing-chain.pem')
          ? [folder]
          : [],
      )
      expect(beside).toHaveLength(1)
      expect(readFileSync(join(assembly, String(beside[0]), 'sealing-chain.pem'), 'utf8')).toBe(
        certificate,
      )
    })
  })

  it('is not synthesized where they do not fit, and says why', async () => {
    const { parts } = await newTestChain()
    brought.stage = { sealingChain: parts.pem + parts.rootPem }
    await expect(synthesized('dev', () => {})).rejects.toThrow(
      /Stage 'dev', sealingChain:\n- CN=Lindenhof: not issued by CN=Root, which comes after it\./,
    )
  })

  it('is like before where it brings none', async () => {
    await synthesized('dev', ({ assembly, ofType }) => {
      expect(ofType('Custom::SigningCertificate')[0]?.properties).not.toHaveProperty('Chain')
      const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' })
      expect(files.filter((file) => file.endsWith('sealing-chain.pem'))).toEqual([])
    })
  })
})

describe('a stage that names a time-stamp service', () => {
  const urlIn = (ofType: (type: string) => readonly Resource[]) =>
    ofType('AWS::Lambda::Function')
      .map(({ properties }) => properties['Environment']?.Variables?.TIMESTAMP_URL)
      .filter((url) => url !== undefined)

  it('tells the renderer, and nobody else', async () => {
    brought.stage = { timestampUrl: 'https://time.example/stamp' }
    await synthesized('dev', ({ ofType }) => {
      expect(urlIn(ofType)).toEqual(['https://time.example/stamp'])
    })
  })

  it('is not synthesized where it would be asked in the clear', async () => {
    brought.stage = { timestampUrl: 'http://time.example/stamp' }
    await expect(synthesized('dev', () => {})).rejects.toThrow(
      "Stage 'dev', timestampUrl: only https",
    )
  })

  it('is one that does not have to be', async () => {
    await synthesized('dev', ({ ofType }) => expect(urlIn(ofType)).toEqual(['none']))
  })
})
