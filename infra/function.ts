import { cpSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RemovalPolicy } from 'aws-cdk-lib'
import { ManagedPolicy, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import {
  ApplicationLogLevel,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  RecursiveLoop,
  Runtime,
  SystemLogLevel,
} from 'aws-cdk-lib/aws-lambda'
import { LogGroup } from 'aws-cdk-lib/aws-logs'
import { Construct } from 'constructs'
import type { Environment, FunctionName } from '../shared/environment.ts'
import { acknowledge } from './acknowledge.ts'
import { tableKey } from './may-use-tables.ts'
import { type Right, statement } from './right.ts'
import type { Size } from './sizes.ts'
import type { Stage } from './stages.ts'

export interface FunctionProps<F extends FunctionName> {
  readonly stage: Stage
  readonly name: F
  /** The folder that holds `<name>/index.mjs`. */
  readonly bundles: string
  /** Files, by name, that this stage puts beside the bundle. */
  readonly beside?: Readonly<Record<string, string>>
  readonly ops: IKey
  /** Everything it may do besides writing its log. There is no other way to add a right. */
  readonly may: readonly Right[]
  readonly environment: Environment<F>
  readonly size: Size
}

/** A function with a role of its own, a log of its own, and the rights it was given. */
export class NotesealFunction<F extends FunctionName> extends Construct {
  readonly lambda: LambdaFunction
  readonly log: LogGroup

  constructor(scope: Construct, props: FunctionProps<F>) {
    super(scope, props.name)
    const { stage, name, may, size } = props
    this.log = new LogGroup(this, 'Log', {
      encryptionKey: props.ops,
      retention: stage.logDays,
      removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') })
    const { keys, others } = byKind([
      statement(
        'WriteOwnLog',
        ['logs:CreateLogStream', 'logs:PutLogEvents'],
        [this.log.logGroupArn],
      ),
      ...may.flatMap(({ statements }) => statements),
      ...tableKey(may.flatMap(({ tables = [] }) => tables)),
    ])
    const policy = new ManagedPolicy(this, 'May', { roles: [role], statements: others })
    const policies = [
      policy,
      ...(keys.length > 0
        ? [new ManagedPolicy(this, 'MayUseKeys', { roles: [role], statements: keys })]
        : []),
    ]
    this.lambda = new LambdaFunction(this, 'Function', {
      functionName: `noteseal-${stage.name}-${name}`,
      code: Code.fromAsset(codeOf(props)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: size.architecture,
      // No grant, helper or event source of the library can widen this.
      role: role.withoutPolicyUpdates(),
      environment: { NODE_OPTIONS: '--enable-source-maps', ...props.environment },
      memorySize: size.memoryMb,
      timeout: size.timeout,
      logGroup: this.log,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      recursiveLoop: RecursiveLoop.TERMINATE,
      ...(stage.reservedConcurrency && {
        reservedConcurrentExecutions: stage.reservedConcurrency,
      }),
    })
    // A role without its policies would be refused by everything during the first seconds.
    this.lambda.node.addDependency(...policies)

    for (const { acknowledged } of may) if (acknowledged) acknowledge(policy, acknowledged)
    acknowledge(this.lambda, {
      'HIPAA.Security::HIPAA.Security-LambdaInsideVPC':
        'It calls public endpoints only, AWS’s and, to render, a time-stamp service’s and revocation lists’: there is no private network to be inside of, and IAM is the boundary.',
      'HIPAA.Security::HIPAA.Security-LambdaDLQ': size.withoutDeadLetters,
      ...(stage.reservedConcurrency === undefined && {
        'HIPAA.Security::HIPAA.Security-LambdaConcurrency':
          'New accounts have ten environments in all and may reserve none of them.',
      }),
    })
  }
}

/** IAM takes 6,144 characters a policy: the use of keys has one of its own. */
function byKind(statements: readonly PolicyStatement[]) {
  const usesKeys = ({ actions }: PolicyStatement) =>
    actions.every((each) => each.startsWith('kms:'))
  return {
    keys: statements.filter(usesKeys),
    others: statements.filter((each) => !usesKeys(each)),
  }
}

/** The bundle's folder, or a copy of it: other stages are made from the same bundles. */
function codeOf<F extends FunctionName>({ bundles, name, stage, beside = {} }: FunctionProps<F>) {
  const bundle = join(bundles, name)
  const files = Object.entries(beside)
  if (files.length === 0) return bundle
  const copy = join(bundles, `${name}-${stage.name}`)
  cpSync(bundle, copy, { recursive: true })
  for (const [file, text] of files) writeFileSync(join(copy, file), text)
  return copy
}
