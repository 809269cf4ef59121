import { leavingDeeds } from './leaving-deeds.ts'
import { matrixOf } from './matrix-of.ts'

matrixOf('leaving', leavingDeeds)
