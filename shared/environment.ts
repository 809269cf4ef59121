/**
 * The environment variables each function is given: the CDK app fills exactly these in, the
 * function reads exactly these. A name missing on either side does not compile.
 *
 * `…_TABLE` and `…_BUCKET` are names, `…_TABLE_ARN` and `…_KEY_ARN` ARNs of tables and KMS keys, `SIGNING_CERTIFICATE` a PEM
 * certificate, or the name of a file of them beside the bundle, `TIMESTAMP_URL` an
 * address or `none`, `MAIL_FROM` an address, `ISSUER_URL` what tokens name as
 * their `iss`, `SIGN_IN_METHOD` words for print: `password and one-time code`.
 */
export const environment = {
  'records-api': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'KEYS_TABLE',
    'DIRECTORY_TABLE',
    'ACCESS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'SEAL_KEY_ARN',
    'STATEMENT_KEY_ARN',
    'DOCUMENT_KEY_ARN',
    'SIGN_IN_METHOD',
  ],
  'process-notes-api': [
    'PROCESS_TABLE',
    'PROCESS_KEYS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'ACCESS_TABLE',
    'PROCESS_SEAL_KEY_ARN',
  ],
  'releases-api': ['RECORDS_TABLE', 'LEDGER_TABLE', 'KEYS_TABLE', 'ACCESS_TABLE', 'SEAL_KEY_ARN'],
  'open-link': ['RECORDS_TABLE', 'ACCESS_TABLE', 'DOCUMENTS_BUCKET'],
  'documents-api': ['RECORDS_TABLE', 'ACCESS_TABLE', 'DOCUMENTS_BUCKET'],
  'practice-api': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'ACCESS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'ISSUER_URL',
  ],
  'render-document': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'KEYS_TABLE',
    'DOCUMENTS_BUCKET',
    'SEAL_KEY_ARN',
    'DOCUMENT_KEY_ARN',
    'SIGNING_CERTIFICATE',
    'TIMESTAMP_URL',
  ],
  'flag-late-notes': ['RECORDS_TABLE'],
  'send-digests': ['RECORDS_TABLE', 'MAIL_FROM', 'MAIL_CONFIGURATION_SET', 'APP_URL'],
  'enforce-retention': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'KEYS_TABLE',
    'DIRECTORY_TABLE',
    'PROCESS_TABLE',
    'PROCESS_KEYS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'DOCUMENTS_BUCKET',
    'LEDGER_BUCKET',
  ],
  'found-practice': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'KEYS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'SEAL_KEY_ARN',
  ],
  'signing-certificate': ['DOCUMENT_KEY_ARN'],
  'recover-records': ['RECORDS_TABLE', 'LEDGER_TABLE', 'DOCUMENTS_BUCKET'],
  'import-records': [
    'RECORDS_TABLE',
    'LEDGER_TABLE',
    'KEYS_TABLE',
    'DIRECTORY_TABLE',
    'ACCESS_TABLE',
    'PROCESS_ACCESS_TABLE',
    'DOCUMENTS_BUCKET',
    'ARRIVALS_BUCKET',
    'SEAL_KEY_ARN',
  ],
  'export-keys': [
    'KEYS_TABLE_ARN',
    'PROCESS_KEYS_TABLE_ARN',
    'KEY_EXPORTS_BUCKET',
    'STORAGE_KEY_ARN',
  ],
} as const satisfies Record<string, readonly Uppercase<string>[]>

/** Certificates that somebody issued lie beside the renderer's bundle: they are larger than an environment may be. */
export const SEALING_CHAIN_FILE = 'sealing-chain.pem'

export type FunctionName = keyof typeof environment

export const functionNames = Object.keys(environment) as readonly FunctionName[]

/** What one function is told, by name. */
export type Environment<F extends FunctionName> = Readonly<
  Record<(typeof environment)[F][number], string>
>

/**
 * Reads a function's environment once, when it starts.
 *
 * @throws Error naming what is missing; never a value
 */
export function environmentOf<F extends FunctionName>(
  name: F,
  from: Readonly<Record<string, string | undefined>> = process.env,
): Environment<F> {
  const names: readonly string[] = environment[name]
  const missing = names.filter((each) => !from[each])
  if (missing.length > 0) throw new Error(`${name} was started without ${missing.join(', ')}`)
  return Object.fromEntries(names.map((each) => [each, from[each]])) as Environment<F>
}
