import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { FunctionDefinition } from '../functions/function-runner.ts'
import type { ServiceName } from '../services/service.ts'
import type { Assembly } from '../template/assembly.ts'
import type { Estate, Resource } from '../template/estate.ts'
import { checkAwsManagedPolicies, type RolePrincipals } from './role-principals.ts'

const Properties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()) }).optional(),
  MemorySize: z.number().default(128),
  ReservedConcurrentExecutions: z.number().int().optional(),
  Timeout: z.number().default(3),
})

/** More environments than that make a machine slow, not fast. */
const ENVIRONMENTS = 4

/** `records-api` of `noteseal-local-app/records-api/Function/Resource`: what people call it. */
export function shortNameOf(lambda: Resource): string {
  return lambda.path.split('/')[1] ?? lambda.name
}

/**
 * @param instead values of the environment that are something else here: the issuer that a template
 *   names, for one
 * @throws Error where the template says something that cannot be run here, or an attribute that it
 *   names is not known yet
 */
export function functionDefinition(
  lambda: Resource,
  assembly: Assembly,
  estate: Estate,
  principals: RolePrincipals,
  endpoints: Readonly<Record<ServiceName, string>>,
  instead: ReadonlyMap<string, string>,
): FunctionDefinition {
  const read = Properties.safeParse(lambda.properties)
  if (!read.success) throw new Error(`${lambda.path}: ${z.prettifyError(read.error)}`)
  const properties = read.data
  const folder = assembly.assets.get(properties.Code.S3Key)
  if (!folder) throw new Error(`The assembly holds no asset for ${lambda.path}`)
  const [module = '', exportName = ''] = properties.Handler.split('.')
  const file = ['.mjs', '.js', '.cjs'].map((end) => join(folder, module + end)).find(existsSync)
  if (!file) throw new Error(`${folder} holds no ${module} for ${lambda.path}`)
  checkAwsManagedPolicies(estate.byArn('AWS::IAM::Role', properties.Role))
  const { accessKeyId, secretAccessKey } = principals.ofRole(properties.Role)
  return {
    name: shortNameOf(lambda),
    arn: lambda.arn,
    file,
    exportName,
    timeoutMs: properties.Timeout * 1000,
    memoryMegabytes: properties.MemorySize,
    concurrency: Math.min(properties.ReservedConcurrentExecutions ?? ENVIRONMENTS, ENVIRONMENTS),
    env: {
      ...Object.fromEntries(
        Object.entries(properties.Environment?.Variables ?? {}).map(([name, value]) => [
          name,
          instead.get(value) ?? value,
        ]),
      ),
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_DEFAULT_REGION: lambda.region,
      AWS_REGION: lambda.region,
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
      AWS_LAMBDA_FUNCTION_NAME: lambda.name,
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
      AWS_ENDPOINT_URL_KMS: endpoints.kms,
      AWS_ENDPOINT_URL_S3: endpoints.s3,
      AWS_ENDPOINT_URL_SESV2: endpoints.sesv2,
      // Nothing of the machine's own AWS configuration may leak in.
      AWS_CONFIG_FILE: '/dev/null',
      AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
      AWS_EC2_METADATA_DISABLED: 'true',
      LAMBDA_TASK_ROOT: folder,
      LANG: 'en_US.UTF-8',
      TZ: ':UTC',
    },
  }
}
