import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib'
import {
  AccountRecovery,
  CfnManagedLoginBranding,
  FeaturePlan,
  ManagedLoginVersion,
  Mfa,
  OAuthScope,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolClient,
  UserPoolClientIdentityProvider,
  UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito'
import type { Construct } from 'constructs'
import type { Issuer, Stage } from './stages.ts'

/**
 * Who can sign in, where the practice brings no OpenID provider of its own. Who is a member, and may
 * do what, is the practice's own data: losing the pool loses passwords, nothing else.
 */
export class IdentityStack extends Stack {
  readonly issuer: Issuer

  constructor(scope: Construct, id: string, { stage, ...props }: StackProps & { stage: Stage }) {
    super(scope, id, props)
    const pool = new UserPool(this, 'Pool', {
      featurePlan: FeaturePlan.PLUS,
      standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
      selfSignUpEnabled: false,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      mfa: Mfa.REQUIRED,
      mfaSecondFactor: { sms: false, otp: true, email: false },
      passwordPolicy: {
        minLength: 14,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
        tempPasswordValidity: Duration.days(1),
        passwordHistorySize: 10,
      },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      deletionProtection: stage.lasting,
      removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    })
    const client = new UserPoolClient(this, 'App', {
      userPool: pool,
      generateSecret: false,
      authFlows: {},
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL],
        callbackUrls: [`${stage.appUrl}/callback`],
        logoutUrls: [`${stage.appUrl}/`],
      },
      supportedIdentityProviders: [UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      accessTokenValidity: Duration.minutes(15),
      idTokenValidity: Duration.minutes(15),
      refreshTokenValidity: Duration.hours(12),
    })
    new UserPoolDomain(this, 'Domain', {
      userPool: pool,
      // Unique in the whole region, hence the account.
      cognitoDomain: { domainPrefix: `noteseal-${stage.name}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    })
    new CfnManagedLoginBranding(this, 'Branding', {
      userPoolId: pool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    })
    new CfnOutput(this, 'PoolId', { value: pool.userPoolId })
    new CfnOutput(this, 'Issuer', { value: pool.userPoolProviderUrl })
    new CfnOutput(this, 'ClientId', { value: client.userPoolClientId })
    this.issuer = {
      url: pool.userPoolProviderUrl,
      audience: [client.userPoolClientId],
      signInMethod: 'password and one-time code',
    }
  }
}
