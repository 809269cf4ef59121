import { join } from 'node:path'
import { openJournal } from '../state/journal.ts'
import type { Estate } from '../template/estate.ts'
import { type CustomResourceState, provideCustomResource } from '../triggers/custom-resources.ts'

/** Makes the templates' custom resources by their functions, or finds them made by an earlier start. */
export async function makeCustomResources(
  estate: Estate,
  dir: string,
  invoke: (functionArn: string, event: unknown) => Promise<unknown>,
): Promise<void> {
  const kept = openJournal<CustomResourceState>(join(dir, 'custom-resources.journal'))
  try {
    for (const resource of estate.custom()) {
      const { stack, region, account, logicalId, type, properties } = resource
      const { physicalResourceId, data } = await provideCustomResource(
        {
          logicalId,
          stackId: `arn:aws:cloudformation:${region}:${account}:stack/${stack}/local`,
          type,
          properties,
          invoke: (event) => invoke(String(properties['ServiceToken']), event),
        },
        kept,
      )
      estate.learn(resource, { ...data, Ref: physicalResourceId })
    }
  } finally {
    kept.close()
  }
}
