import { Duration } from 'aws-cdk-lib'
import { Architecture } from 'aws-cdk-lib/aws-lambda'
import type { FunctionName } from '../shared/environment.ts'

/** What a function runs on, and why nothing keeps its failed calls. */
export interface Size {
  readonly memoryMb: number
  readonly timeout: Duration
  readonly architecture: Architecture
  readonly withoutDeadLetters: string
}

const answering: Size = {
  memoryMb: 1024,
  timeout: Duration.seconds(15),
  architecture: Architecture.ARM_64,
  withoutDeadLetters: 'Called by the API, which hands a failure to its caller.',
}

const scheduled: Size = {
  memoryMb: 512,
  timeout: Duration.seconds(50),
  architecture: Architecture.ARM_64,
  withoutDeadLetters: 'The timetable’s next call finds the same work; errors raise an alarm.',
}

export const sizes: Readonly<Record<FunctionName, Size>> = {
  'records-api': answering,
  'process-notes-api': answering,
  'documents-api': answering,
  'releases-api': answering,
  'open-link': answering,
  'practice-api': answering,
  'flag-late-notes': scheduled,
  'send-digests': scheduled,
  // A long record has thousands of items; what it does not get to, the next call does.
  'enforce-retention': { ...scheduled, timeout: Duration.minutes(10) },
  'render-document': {
    // One whole processor.
    memoryMb: 1769,
    timeout: Duration.seconds(60),
    // The typesetter's native half exists for no other Linux.
    architecture: Architecture.X86_64,
    withoutDeadLetters:
      'Failed changes go to the stream’s own queue; what the timetable starts, its next call finds again.',
  },
  'found-practice': {
    ...scheduled,
    withoutDeadLetters: 'Called by whoever deploys, who sees it fail.',
  },
  'signing-certificate': {
    ...scheduled,
    withoutDeadLetters: 'Called by CloudFormation, which fails the deployment on no answer.',
  },
  'export-keys': scheduled,
  // One client's PDFs are held at once, and put while nobody waits.
  'import-records': {
    memoryMb: 1769,
    timeout: Duration.minutes(10),
    architecture: Architecture.ARM_64,
    withoutDeadLetters: 'Called by whoever moves a practice here, who sees it fail.',
  },
  'recover-records': {
    memoryMb: 1769,
    timeout: Duration.minutes(5),
    architecture: Architecture.ARM_64,
    withoutDeadLetters: 'Called by whoever puts tables back, who sees it fail.',
  },
}
