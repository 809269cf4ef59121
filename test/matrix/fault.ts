import type { Delivered, Try } from '../infra/local/services/in-process.ts'

/** What may happen to one call, and what the function sees of it. */
export const faults = {
  'stops before': 'the function stops before the call is sent',
  'stops after': 'the call is done, and the function stops before it hears of it',
  'answer lost': 'the call is done, and every answer to it is lost, whatever the SDK tries',
  'timed out': 'the call is done, its answer comes too late; the SDK sends the same again',
  'sent twice': 'the call arrives twice',
  throttled: 'the service is too busy at first; the SDK sends the same again',
  'too busy': 'the service stays too busy for all that the SDK tries',
} as const

export type Fault = keyof typeof faults

export const faultNames = Object.keys(faults) as Fault[]

/** Thrown where a process is to stop: nothing of it runs on. */
export const stop = Symbol('stop')

type Deliver = () => Promise<Delivered>

/** @param tries how often this call was sent before */
type Handling = (attempt: Try, deliver: Deliver, tries: number) => Promise<Delivered | typeof stop>

const handling: Readonly<Record<Fault, Handling>> = {
  'stops before': async () => stop,
  'stops after': async (_attempt, deliver) => {
    await deliver()
    return stop
  },
  'timed out': async (_attempt, deliver, tries) => {
    const answer = await deliver()
    if (tries > 0) return answer
    throw lost()
  },
  'answer lost': async (_attempt, deliver) => {
    await deliver()
    throw lost()
  },
  'sent twice': async (_attempt, deliver) => {
    const answer = await deliver()
    await deliver()
    return answer
  },
  throttled: async (attempt, deliver, tries) => (tries > 0 ? deliver() : throttled(attempt)),
  'too busy': async (attempt) => throttled(attempt),
}

/** Sends a call, or does to it what the fault says. */
export const suffer = (fault: Fault, attempt: Try, deliver: Deliver, tries: number) =>
  handling[fault](attempt, deliver, tries)

/** What the SDK's own connection throws, and takes for passing. */
const lost = () => Object.assign(new Error('socket hang up'), { name: 'TimeoutError' })

function throttled({ service }: Try): Delivered {
  const json = (statusCode: number, code: string): Delivered => ({
    statusCode,
    headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-errortype': code },
    body: Buffer.from(JSON.stringify({ __type: code, message: '' })),
  })
  if (service === 'sesv2') return json(429, 'TooManyRequestsException')
  if (service !== 's3') return json(400, 'ThrottlingException')
  const body = Buffer.from('<Error><Code>SlowDown</Code><Message></Message></Error>')
  return { statusCode: 503, headers: { 'content-type': 'application/xml' }, body }
}
