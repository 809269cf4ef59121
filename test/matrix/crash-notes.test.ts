import { matrixOf } from './matrix-of.ts'
import { noteDeeds } from './note-deeds.ts'

matrixOf('notes', noteDeeds)
