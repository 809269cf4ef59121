import type { Services, ServicesOptions } from './service.ts'

/** The AWS services of the local cloud, each behind its own HTTP server on this machine. */
export async function createServices(_options: ServicesOptions): Promise<Services> {
  throw new Error('The services are being built: their interface in service.ts holds')
}
