import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, it, onTestFinished } from 'vitest'
import { sharedOffset } from '../../../../infra/local/clock/shifted-date.ts'
import { functionRunner } from '../../../../infra/local/functions/function-runner.ts'
import { temporaryFolder } from '../temporary-folder.ts'

it('native modules work in several environments at once, one after a restart too', async () => {
  const dir = temporaryFolder()
  const file = join(dir, 'index.mjs')
  const here = pathToFileURL(import.meta.filename).href
  writeFileSync(
    file,
    `import { createRequire } from 'node:module'
     const { NodeCompiler } = createRequire('${here}')('@myriaddreamin/typst-ts-node-compiler')
     const compiler = NodeCompiler.create({})
     export const handler = async () => {
       const pdf = compiler.pdf({ mainFileContent: '= A note' }, { creationTimestamp: 0 })
       return pdf.subarray(0, 5).toString()
     }`,
  )
  const runner = () => {
    const made = functionRunner(
      {
        name: 'typeset',
        arn: 'arn:aws:lambda:us-east-2:000000000000:function:typeset',
        file,
        exportName: 'handler',
        env: {},
        timeoutMs: 30_000,
        memoryMegabytes: 512,
        concurrency: 2,
      },
      { clock: sharedOffset().memory, logDir: dir },
    )
    onTestFinished(made.close)
    return made
  }
  const first = runner()
  expect(await Promise.all([first.invoke({}), first.invoke({})])).toEqual(['%PDF-', '%PDF-'])
  await first.close()
  expect(await runner().invoke({})).toBe('%PDF-')
})
