import { matrixOf } from './matrix-of.ts'
import { recordDeeds } from './record-deeds.ts'

matrixOf('records', recordDeeds)
