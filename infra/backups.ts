import { Duration, RemovalPolicy } from 'aws-cdk-lib'
import {
  BackupPlan,
  BackupPlanRule,
  BackupResource,
  BackupSelection,
  BackupVault,
} from 'aws-cdk-lib/aws-backup'
import { Schedule } from 'aws-cdk-lib/aws-events'
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import type { IKey } from 'aws-cdk-lib/aws-kms'
import { Construct } from 'constructs'
import { acknowledge } from './acknowledge.ts'
import type { AnyTable } from './right.ts'
import type { Stage } from './stages.ts'

export interface BackupsProps {
  readonly stage: Stage
  readonly storage: IKey
  /** What is sealed under a client's own key, and so is dead once that key is destroyed. */
  readonly forAYear: readonly AnyTable[]
  /** What a destroyed client's key does not kill: it must lapse with point-in-time recovery. */
  readonly forThirtyFiveDays: readonly AnyTable[]
}

/** Daily backups in a vault that nobody can empty early. The key stores are in none of them. */
export class Backups extends Construct {
  constructor(
    scope: Construct,
    id: string,
    { stage, storage, forAYear, forThirtyFiveDays }: BackupsProps,
  ) {
    super(scope, id)
    const vault = new BackupVault(this, 'Vault', {
      encryptionKey: storage,
      removalPolicy: stage.lasting ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
      lockConfiguration: {
        minRetention: Duration.days(35),
        maxRetention: Duration.days(400),
        ...(stage.vaultLocked && { changeableFor: Duration.days(3) }),
      },
    })
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('backup.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSBackupServiceRolePolicyForBackup'),
      ],
    })
    acknowledge(role, {
      'AwsSolutions::AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSBackupServiceRolePolicyForBackup]':
        'AWS maintains this policy for AWS Backup: a copy would go stale and break restores.',
    })

    const daily = (name: string, days: number, tables: readonly AnyTable[]) => {
      const plan = new BackupPlan(this, name, {
        backupVault: vault,
        backupPlanRules: [
          new BackupPlanRule({
            ruleName: 'Daily',
            scheduleExpression: Schedule.cron({ minute: '0', hour: '3' }),
            deleteAfter: Duration.days(days),
          }),
        ],
      })
      new BackupSelection(this, `${name}Selection`, {
        backupPlan: plan,
        role: role.withoutPolicyUpdates(),
        disableDefaultBackupPolicy: true,
        resources: tables.map((table) => BackupResource.fromArn(table.tableArn)),
      })
    }
    daily('Year', 365, forAYear)
    daily('Month', 35, forThirtyFiveDays)
  }
}
