import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as stages from '../../infra/stages.ts'
import { newTestChain } from '../document/test-chain.ts'
import { synthesized } from './synthesized.ts'

const brought = vi.hoisted(() => ({ chain: undefined as string | undefined }))
vi.mock('../../infra/stages.ts', async (original) => {
  const actual = await original<typeof stages>()
  return {
    ...actual,
    stageNamed: (name: string) => ({
      ...actual.stageNamed(name),
      ...(brought.chain !== undefined && { sealingChain: brought.chain }),
    }),
  }
})

beforeEach(() => {
  brought.chain = undefined
})

describe('a stage that brings the certificates of its document key', () => {
  it('puts them beside the renderer’s bundle, and has the key looked at when it is deployed', async () => {
    const { certificate } = await newTestChain()
    brought.chain = certificate
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
    brought.chain = parts.pem + parts.rootPem
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
