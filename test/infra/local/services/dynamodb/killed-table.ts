import type { TableProperties } from '../../../../../infra/local/services/service.ts'

const properties: TableProperties = {
  AttributeDefinitions: ['pk', 'sk', 'dueShard', 'dueAt'].map((AttributeName) => ({
    AttributeName,
    AttributeType: 'S',
  })),
  KeySchema: [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: 'sk', KeyType: 'RANGE' },
  ],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'due',
      KeySchema: [
        { AttributeName: 'dueShard', KeyType: 'HASH' },
        { AttributeName: 'dueAt', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['n'] },
    },
  ],
  StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
  PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
}

/** The table on which processes are killed while they write. */
export const killedTable = { name: 'Killed', properties }
