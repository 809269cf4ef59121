/** What the local cloud runs. */
const RUN: readonly string[] = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::DynamoDB::Table',
  'AWS::IAM::ManagedPolicy',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::KMS::Alias',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SES::ConfigurationSet',
  'AWS::SES::EmailIdentity',
  'AWS::SQS::Queue',
  'AWS::SSM::Parameter',
  'AWS::Scheduler::Schedule',
]

/** What has no part in a note's life here: watching, backing up, and doors between AWS services. */
const IGNORED: readonly string[] = [
  'AWS::Backup::',
  'AWS::CDK::Metadata',
  'AWS::CloudFront::',
  'AWS::CloudTrail::Trail',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::CompositeAlarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::Cognito::LogDeliveryConfiguration',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolRiskConfigurationAttachment',
  'AWS::Events::Rule',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::Logs::',
  'AWS::Route53::',
  'AWS::SES::ConfigurationSetEventDestination',
  'AWS::SNS::',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::ScheduleGroup',
  'AWS::WAFv2::',
]

export function isIgnored(type: string): boolean {
  return IGNORED.some((each) => (each.endsWith('::') ? type.startsWith(each) : type === each))
}

export function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource'
}

/** @throws Error for a type that is neither run nor on the list of what may be left out */
export function checkType(type: string, where: string): void {
  if (!RUN.includes(type) && !isIgnored(type) && !isCustom(type))
    throw new Error(`${where} is a ${type}, which the local cloud neither runs nor may leave out`)
}
