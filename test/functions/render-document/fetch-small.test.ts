import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fetchSmall, NotFetched } from '../../../functions/render-document/fetch-small.ts'

let server: Server
beforeAll(async () => {
  server = createServer((request, response) => {
    if (request.url === '/small') response.end('whole')
    else if (request.url === '/elsewhere') response.writeHead(302, { location: '/small' }).end()
    else if (request.url === '/missing') response.writeHead(503).end('later')
    // Begun, and never ended.
    else if (request.url === '/endless') response.write(Buffer.alloc(64 * 1024))
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
})
afterAll(() => {
  server.closeAllConnections()
  server.close()
})

const fetched = async (path: string, patienceMs = 3_000) => {
  const { port } = server.address() as AddressInfo
  const signal = AbortSignal.timeout(patienceMs)
  return fetchSmall(`http://127.0.0.1:${port}${path}`, {}, { fetch, limitBytes: 4_096, signal })
}

describe('what is fetched from somebody else’s server', () => {
  it('comes whole', async () => {
    expect(Buffer.from(await fetched('/small')).toString()).toBe('whole')
  })

  it.each([
    ['that lies elsewhere', '/elsewhere', 'not answered'],
    ['that is not there', '/missing', 'status 503'],
    ['without end', '/endless', 'too large'],
    ['that does not come', '/silent', 'not answered'],
  ])('does not come: an answer %s', async (_what, path, words) => {
    const refused = fetched(path, path === '/silent' ? 50 : 3_000)
    await expect(refused).rejects.toEqual(new NotFetched(words))
  })
})
