import { randomUUID } from 'node:crypto'
import { ZodError } from 'zod'
import { AccessDenied } from '../iam/authority.ts'
import type { Principal, ServiceName } from '../service.ts'
import { notImplemented, ServiceFailure } from './service-failure.ts'
import { SignatureFault, type SignatureFaultReason } from './sigv4.ts'
import type { ServiceAnswer, WireService } from './wire-server.ts'

/** An operation of a service: what came as JSON, and who sent it. */
export type Operation = (input: unknown, caller: Principal) => Promise<unknown> | unknown

/** AWS's JSON protocol: the operation in `X-Amz-Target`, parameters and answers as JSON. */
export function jsonService(
  name: ServiceName,
  version: '1.0' | '1.1',
  operations: Readonly<Record<string, Operation>>,
): WireService {
  const contentType = `application/x-amz-json-${version}`
  return {
    name,
    signingName: name,
    operationOf: ({ headers }) => String(headers['x-amz-target'] ?? '').split('.')[1] ?? '',
    async handle({ body, caller }, operation) {
      const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined
      if (!run) throw notImplemented(name, operation)
      const output = (await run(parseJson(body), caller)) ?? {}
      return answer(200, output, contentType)
    },
    refuse(error) {
      const { status, code, message, details } = asFailure(error)
      const body = { __type: code, message, ...details }
      return { ...answer(status, body, contentType), errorName: code }
    },
  }
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    throw new ServiceFailure('SerializationException', 'The request is not JSON')
  }
}

function answer(status: number, body: unknown, contentType: string): ServiceAnswer {
  const headers = { 'content-type': contentType, 'x-amzn-requestid': randomUUID() }
  return { status, headers, body: JSON.stringify(body) }
}

const signatureCodes: Readonly<Record<SignatureFaultReason, string>> = {
  missing: 'MissingAuthenticationTokenException',
  malformed: 'IncompleteSignatureException',
  unknown_key: 'UnrecognizedClientException',
  wrong_scope: 'InvalidSignatureException',
  skewed: 'InvalidSignatureException',
  expired: 'InvalidSignatureException',
  mismatch: 'InvalidSignatureException',
  body_changed: 'InvalidSignatureException',
}

/** What the JSON services and SES answer for any error; an unknown one is our fault and says nothing. */
export function asFailure(error: unknown): ServiceFailure {
  if (error instanceof ServiceFailure) return error
  if (error instanceof AccessDenied) {
    return new ServiceFailure('AccessDeniedException', error.message)
  }
  if (error instanceof SignatureFault) {
    return new ServiceFailure(signatureCodes[error.reason], error.message, { status: 403 })
  }
  if (error instanceof ZodError) {
    const fields = error.issues.map(({ path, code }) => `${path.join('.')} ${code}`)
    return new ServiceFailure('ValidationException', `Not understood: ${fields.join(', ')}`)
  }
  return new ServiceFailure('InternalServerError', '', { status: 500 })
}
