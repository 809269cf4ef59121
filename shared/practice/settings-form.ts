import type { z } from 'zod'
import { Settings } from './settings.ts'

/** Settings as an admin writes them: all of them at once. */
export const SettingsForm = Settings.omit({ practiceId: true, version: true }).strict()
export type SettingsForm = z.infer<typeof SettingsForm>
