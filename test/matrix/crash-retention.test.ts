import { matrixOf } from './matrix-of.ts'
import { retentionDeeds } from './retention-deeds.ts'

matrixOf('retention', retentionDeeds)
