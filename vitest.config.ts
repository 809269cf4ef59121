import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/**
 * `npm test` runs the project `tests`, which needs npm alone. The project `judges` asks programs
 * that npm cannot bring (pdfsig, qpdf, openssl …): `.ci/run` installs those and runs it.
 */
export default defineConfig({
  test: {
    // By default one processor is left idle: of two, half the machine.
    maxWorkers: availableParallelism(),
    projects: [
      {
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'judges',
          include: ['test/judges/**/*.judge.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
