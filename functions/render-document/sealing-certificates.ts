import { readFileSync } from 'node:fs'
import { SEALING_CHAIN_FILE } from '../../shared/environment.ts'

/**
 * @param setting PEM, or the name of the file that the certificates lie in
 * @param bundle where this bundle lies
 */
export function sealingCertificates(setting: string, bundle: string): string {
  return setting === SEALING_CHAIN_FILE ? readFileSync(new URL(setting, bundle), 'utf8') : setting
}
