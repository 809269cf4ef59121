import { readFileSync } from 'node:fs'
import { App, Tags } from 'aws-cdk-lib'
import { AppStack } from './app-stack.ts'
import { checkEverySynthesis } from './checks.ts'
import { DataStack } from './data-stack.ts'
import { IdentityStack } from './identity-stack.ts'
import { KeysStack } from './keys-stack.ts'
import { type Stage, type StageName, stageNamed } from './stages.ts'

export interface NotesealProps {
  /** Absent: the context's `stage`, as in `npx cdk deploy -c stage=dev`, or else `prod`. */
  readonly stage?: StageName | Stage
  /** The folder that holds `<function>/index.mjs`. */
  readonly bundles: string
  /** Where the assembly goes; the CDK's own choice when absent. */
  readonly outdir?: string
}

/** The whole of Noteseal as CloudFormation: keys, data, identity, app. */
export function noteseal({ stage: asked, bundles, outdir }: NotesealProps): App {
  const app = new App({
    ...(outdir !== undefined && { outdir }),
    context: { ...cdkContext(), ...metadata },
    analyticsReporting: false,
  })
  const stage =
    typeof asked === 'object'
      ? asked
      : stageNamed(asked ?? app.node.tryGetContext('stage') ?? 'prod')
  const name = (part: string) => `noteseal-${stage.name}-${part}`
  const env = { region: stage.region, ...(stage.account && { account: stage.account }) }
  const lasting = { stage, env, terminationProtection: stage.lasting }

  const keys = new KeysStack(app, name('keys'), lasting)
  const data = new DataStack(app, name('data'), { ...lasting, keys })
  const issuer = stage.issuer ?? new IdentityStack(app, name('identity'), lasting).issuer
  new AppStack(app, name('app'), { stage, env, keys, data, issuer, bundles })

  Tags.of(app).add('noteseal:stage', stage.name)
  checkEverySynthesis(app)
  return app
}

/** Templates come out the same with and without the CDK's command line. */
const metadata = {
  'aws:cdk:enable-asset-metadata': true,
  'aws:cdk:enable-path-metadata': true,
}

function cdkContext(): Record<string, unknown> {
  const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'))
  return context
}
