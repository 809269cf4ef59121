import { z } from 'zod'
import { readJson, writeJson } from '../state/json-file.ts'
import type { Accounts } from './accounts.ts'

const DemoAccount = z.object({
  subject: z.string(),
  email: z.string(),
  name: z.string(),
  password: z.string(),
  totpSecret: z.string(),
})
export type DemoAccount = z.infer<typeof DemoAccount>

/** Accounts of invented people, whose passwords and secrets the console shows to whoever evaluates. */
export interface DemoAccounts {
  add(account: DemoAccount): Promise<void>
  list(): readonly DemoAccount[]
}

export function demoAccounts(file: string, accounts: Accounts): DemoAccounts {
  let shown = z.array(DemoAccount).parse(readJson(file) ?? [])
  return {
    add: async (account) => {
      await accounts.add(account)
      shown = [...shown.filter(({ subject }) => subject !== account.subject), account]
      writeJson(file, shown)
    },
    list: () => shown,
  }
}
