import { Validations } from 'aws-cdk-lib'
import type { IConstruct } from 'constructs'

/** Finding of a cdk-nag rule, with the pack's name in front → one sentence that says why it stays. */
export type Acknowledged = Readonly<
  Record<`AwsSolutions::${string}` | `HIPAA.Security::${string}`, string>
>

/**
 * Lets findings stand on this construct and all below it. The pack's name in front makes the library
 * keep the finding, with its reason, in the validation report, instead of dropping it.
 */
export function acknowledge(on: IConstruct, findings: Acknowledged): void {
  for (const [id, reason] of Object.entries(findings))
    Validations.of(on).acknowledge({ id, reason })
}
