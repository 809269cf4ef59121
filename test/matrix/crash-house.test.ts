import { houseDeeds } from './house-deeds.ts'
import { matrixOf } from './matrix-of.ts'

matrixOf('house', houseDeeds)
