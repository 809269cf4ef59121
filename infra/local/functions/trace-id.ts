import { randomBytes } from 'node:crypto'

/** An X-Ray trace header: the `Root` names a request through everything it causes. */
export function newTraceId(root = newRoot()): string {
  return `Root=${root};Parent=${randomBytes(8).toString('hex')};Sampled=1`
}

/** A caller's own root, where it sent a well-formed one: attacker-controlled, so it is matched whole. */
export function traceIdFrom(header: string | undefined): string {
  const root = /(?:^|;)Root=(1-[0-9a-f]{8}-[0-9a-f]{24})(?:;|$)/.exec(header ?? '')?.[1]
  return newTraceId(root)
}

function newRoot(): string {
  const seconds = Math.floor(Date.now() / 1000)
  return `1-${seconds.toString(16).padStart(8, '0')}-${randomBytes(12).toString('hex')}`
}
