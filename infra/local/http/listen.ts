import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LocalServer {
  /** `http://localhost:<port>`, without a slash at the end. */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

/** The port is taken by another program. */
export class PortTaken extends Error {
  override readonly name = 'PortTaken'
  readonly port: number

  constructor(port: number) {
    super(`Port ${port} is taken`)
    this.port = port
  }
}

/**
 * Listens on this machine only.
 *
 * @param port any free one when undefined
 * @throws PortTaken
 */
export async function listen(server: Server, port: number | undefined): Promise<LocalServer> {
  await new Promise<void>((listening, failed) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      failed(error.code === 'EADDRINUSE' && port ? new PortTaken(port) : error),
    )
    server.listen(port ?? 0, 'localhost', listening)
  })
  const { port: taken } = server.address() as AddressInfo
  return {
    url: `http://localhost:${taken}`,
    port: taken,
    close: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()))
      server.closeAllConnections()
      await closed
    },
  }
}
