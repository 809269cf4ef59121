import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { signIn } from '../local/demo/http/sign-in.ts'
import type { Token } from './api.ts'
import { Stop } from './stop.ts'

const Addresses = z.object({ api: z.string(), issuer: z.string(), clientId: z.string() })
const Accounts = z.array(
  z.object({
    subject: z.string(),
    email: z.string(),
    password: z.string(),
    totpSecret: z.string(),
  }),
)

/** Shorter than a sign-in counts as fresh. */
const USED_FOR_MS = 12 * 60_000

/**
 * The practice's cloud on this machine, as its custodian: password and one-time code of the invented
 * people are known there.
 *
 * @param email another's; by default the demo practice's custodian
 * @throws Stop where none was started, or nobody is called so
 */
export function localCloud(email?: string): { api: string; token: Token } {
  const root = fileURLToPath(new URL('../..', import.meta.url))
  const dir = resolve(root, process.env['NOTESEAL_STATE'] || '.noteseal')
  const read = (name: string): unknown => {
    const file = join(dir, name)
    if (!existsSync(file))
      throw new Stop(`No cloud was started on this machine (${dir}): npm start, or say --api.`)
    return JSON.parse(readFileSync(file, 'utf8'))
  }
  const { api, issuer, clientId } = Addresses.parse(read('addresses.json'))
  const accounts = Accounts.parse(read('identity/demo-accounts.json'))
  const person = accounts.find((each) =>
    email === undefined ? each.subject.startsWith('demo-custodian-') : each.email === email,
  )
  if (!person) throw new Stop(`Nobody can sign in as ${email ?? 'custodian'} here.`)
  let known: { text: string; until: number } | undefined
  return {
    api,
    token: async () => {
      if (!known || known.until <= Date.now()) {
        const redirectUri = 'http://127.0.0.1/callback'
        const { accessToken } = await signIn(person, { issuerUrl: issuer, clientId, redirectUri })
        known = { text: accessToken, until: Date.now() + USED_FOR_MS }
      }
      return known.text
    },
  }
}
