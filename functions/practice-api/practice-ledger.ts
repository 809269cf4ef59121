import { insist } from '../../shared/access/insist.ts'
import { readPracticeLedger } from '../../shared/api/practice.ts'
import { exportChain } from '../../shared/aws/export-chain.ts'
import { practiceChain } from '../../shared/aws/practice-events.ts'
import { endpoint } from '../../shared/http/endpoint.ts'
import { reply } from '../../shared/http/reply.ts'
import type { PracticeContext } from './context.ts'

export const practiceLedger = ({ ledger, now }: PracticeContext) =>
  endpoint(readPracticeLedger, async ({ caller: { member, practiceId } }) => {
    insist(member, 'practice-ledger.read')
    return reply(200, await exportChain(ledger, practiceChain(practiceId), now()))
  })
