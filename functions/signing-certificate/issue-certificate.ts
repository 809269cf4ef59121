import type { CloudFormationCustomResourceEvent } from 'aws-lambda'
import type { DocumentKey } from '../../shared/aws/document-key.ts'
import { readCertificate } from '../../shared/document/certificate.ts'
import { sealingChainFaults } from '../../shared/document/sealing-chain.ts'
import { selfSignedCertificate } from '../../shared/document/self-signed-certificate.ts'
import { SEALING_CHAIN_FILE } from '../../shared/environment.ts'
import { WantedProperties } from './wanted-properties.ts'

/** What CloudFormation is told. Its body may hold 4,096 bytes. */
export interface Answer {
  readonly Status: 'SUCCESS' | 'FAILED'
  readonly Reason?: string
  readonly PhysicalResourceId: string
  readonly StackId: string
  readonly RequestId: string
  readonly LogicalResourceId: string
  /** `Pem` is the certificate, or the name of the file that those the stage brings lie in; the fingerprints are SHA-256, in hexadecimal. */
  readonly Data?: {
    readonly Pem: string
    readonly Fingerprint: string
    readonly KeyFingerprint: string
  }
}

/**
 * Makes the certificate of the document key, or answers the same one again. Nothing is kept and so
 * nothing is deleted: a certificate is only its bytes.
 *
 * A new role's rights take some seconds to be known everywhere, so a refused call is tried again.
 *
 * @param pause waits some milliseconds
 */
export async function issueCertificate(
  event: CloudFormationCustomResourceEvent,
  key: DocumentKey,
  pause: (milliseconds: number) => Promise<void>,
): Promise<Answer> {
  const { StackId, RequestId, LogicalResourceId } = event
  const about = { StackId, RequestId, LogicalResourceId }
  const before = 'PhysicalResourceId' in event ? event.PhysicalResourceId : 'none'
  if (event.RequestType === 'Delete') {
    return { Status: 'SUCCESS', PhysicalResourceId: before, ...about }
  }
  try {
    const { chain, pem } = await patiently(() => certificate(event.ResourceProperties, key), pause)
    const { fingerprint, keyFingerprint } = await readCertificate(pem)
    const Data = {
      Pem: chain ? SEALING_CHAIN_FILE : pem,
      Fingerprint: fingerprint,
      KeyFingerprint: keyFingerprint,
    }
    return { Status: 'SUCCESS', PhysicalResourceId: fingerprint, ...about, Data }
  } catch (error) {
    const Reason =
      error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 500) : 'fault'
    return { Status: 'FAILED', Reason, PhysicalResourceId: before, ...about }
  }
}

async function certificate(
  properties: unknown,
  key: DocumentKey,
): Promise<{ pem: string; chain: boolean }> {
  const { Subject, From, Years, Generation, Chain } = WantedProperties.parse(properties)
  const publicKey = await key.publicKey()
  if (Chain !== undefined) {
    const faults = sealingChainFaults(Chain, { now: new Date(), publicKey })
    if (faults.length > 0) throw new UnfitChain(faults.join(' '))
    return { pem: Chain, chain: true }
  }
  const pem = await selfSignedCertificate(
    {
      publicKey,
      commonName: Subject.slice('CN='.length),
      from: new Date(From),
      years: Years,
      generation: Generation,
    },
    (digest) => key.sign(digest),
  )
  return { pem, chain: false }
}

/** Its words are for whoever deploys. */
class UnfitChain extends Error {
  override readonly name = 'UnfitChain'
}

const PAUSES_MS = [1_000, 2_000, 4_000, 8_000]

async function patiently<T>(
  deed: () => Promise<T>,
  pause: (milliseconds: number) => Promise<void>,
): Promise<T> {
  for (const milliseconds of PAUSES_MS) {
    try {
      return await deed()
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'AccessDeniedException') throw error
      await pause(milliseconds)
    }
  }
  return deed()
}
