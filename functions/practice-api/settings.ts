import { insist } from '../../shared/access/insist.ts'
import { changeSettings, readSettings } from '../../shared/api/practice.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { sameJson } from '../../shared/http/or-already.ts'
import { reply } from '../../shared/http/reply.ts'
import type { Settings } from '../../shared/practice/settings.ts'
import type { PracticeContext } from './context.ts'

export const settingsRead = ({ settings }: PracticeContext) =>
  endpoint(readSettings, async ({ caller }) => {
    insist(caller.member, 'settings.read')
    const found = await settings.read(caller.practiceId)
    return reply(200, found, { version: found.version })
  })

export const settingsChange = ({ settings }: PracticeContext) =>
  endpoint(
    changeSettings,
    async ({ caller, body, ifMatch }) => {
      const { member, practiceId } = caller
      insist(member, 'settings.change')
      const changed: Settings = { ...body, practiceId, version: ifMatch + 1 }
      await settings.change(member.memberId, ifMatch, changed)
      return reply(200, changed, { version: changed.version })
    },
    async ({ caller: { practiceId }, body, ifMatch }) => {
      const found = await settings.read(practiceId)
      return sameJson(found, { ...body, practiceId, version: ifMatch + 1 })
        ? reply(200, found, { version: found.version })
        : undefined
    },
  )
