import { createHash } from 'node:crypto'

/** A resource as far as its name goes. */
export interface Named {
  readonly stack: string
  readonly region: string
  readonly account: string
  readonly logicalId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

/** Properties by which a template chooses a name itself. */
const NAME_PROPERTY: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::KMS::Alias': 'AliasName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
}

/** The chosen name, or one that stays the same for the same stack and logical id. */
export function nameOf({ stack, logicalId, type, properties }: Named): string {
  const chosen = properties[NAME_PROPERTY[type] ?? '']
  if (typeof chosen === 'string') return chosen
  const made = `${stack}-${logicalId}`
  if (type === 'AWS::S3::Bucket') return made.toLowerCase().slice(0, 63)
  if (type === 'AWS::ApiGatewayV2::Api' || type === 'AWS::Cognito::UserPoolClient')
    return createHash('sha256').update(made).digest('hex').slice(0, 10)
  return made
}

const ARN: Readonly<Record<string, (place: string, name: string, named: Named) => string>> = {
  'AWS::DynamoDB::Table': (place, name) => `arn:aws:dynamodb:${place}:table/${name}`,
  'AWS::IAM::ManagedPolicy': (_, name, { account }) => `arn:aws:iam::${account}:policy/${name}`,
  'AWS::IAM::Role': (_, name, { account }) => `arn:aws:iam::${account}:role/${name}`,
  'AWS::Lambda::Function': (place, name) => `arn:aws:lambda:${place}:function:${name}`,
  'AWS::Logs::LogGroup': (place, name) => `arn:aws:logs:${place}:log-group:${name}:*`,
  'AWS::S3::Bucket': (_, name) => `arn:aws:s3:::${name}`,
  'AWS::SES::ConfigurationSet': (place, name) => `arn:aws:ses:${place}:configuration-set/${name}`,
  'AWS::SES::EmailIdentity': (place, name) => `arn:aws:ses:${place}:identity/${name}`,
  'AWS::SNS::Topic': (place, name) => `arn:aws:sns:${place}:${name}`,
  'AWS::SQS::Queue': (place, name) => `arn:aws:sqs:${place}:${name}`,
  'AWS::Scheduler::Schedule': (place, name) => `arn:aws:scheduler:${place}:schedule/${name}`,
  'AWS::Scheduler::ScheduleGroup': (place, name) =>
    `arn:aws:scheduler:${place}:schedule-group/${name}`,
}

export function arnOf(named: Named): string {
  const place = `${named.region}:${named.account}`
  const name = nameOf(named)
  const known = ARN[named.type]
  if (known) return known(place, name, named)
  const service = named.type.split('::')[1]?.toLowerCase() ?? 'local'
  return `arn:aws:${service}:${place}:${name}`
}

/** What `Ref` gives. */
export function refOf(named: Named): string {
  switch (named.type) {
    case 'AWS::IAM::ManagedPolicy':
    case 'AWS::SNS::Topic':
      return arnOf(named)
    case 'AWS::SQS::Queue':
      return `https://sqs.${named.region}.amazonaws.com/${named.account}/${nameOf(named)}`
    case 'AWS::Cognito::UserPool':
      return `${named.region}_${createHash('sha256').update(nameOf(named)).digest('hex').slice(0, 9)}`
    default:
      return nameOf(named)
  }
}
