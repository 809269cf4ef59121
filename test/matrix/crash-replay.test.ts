import { matrixOf } from './matrix-of.ts'
import { replayDeeds } from './retention-deeds.ts'

matrixOf('replay', replayDeeds)
