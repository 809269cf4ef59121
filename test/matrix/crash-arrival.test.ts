import { arrivalDeeds } from './arrival-deeds.ts'
import { matrixOf } from './matrix-of.ts'

matrixOf('arrival', arrivalDeeds)
