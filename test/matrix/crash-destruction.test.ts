import { matrixOf } from './matrix-of.ts'
import { destructionDeeds } from './retention-deeds.ts'

matrixOf('destruction', destructionDeeds)
