import { beforeAll, describe, expect, it } from 'vitest'
import { timeStamper } from '../../../functions/render-document/time-stamper.ts'
import { checkTimeStamp } from '../../../shared/document/time-stamp.ts'
import { newTestAuthority } from '../../document/test-authority.ts'

const SERVICE = 'https://time.example/stamp'
const signature = Buffer.from('a signature')
let authority: Awaited<ReturnType<typeof newTestAuthority>>
beforeAll(async () => {
  authority = await newTestAuthority()
})

function outside(answer: (request: Uint8Array) => Promise<Response>) {
  const seen = { asked: [] as Request[], lines: [] as string[], now: 0 }
  const stamp = timeStamper(SERVICE, {
    fetch: async (...given) => {
      const request = new Request(...given)
      seen.asked.push(request.clone())
      return answer(new Uint8Array(await request.arrayBuffer()))
    },
    now: () => seen.now,
    log: (line) => seen.lines.push(line),
  })
  if (!stamp) throw new Error('no stamper')
  return { seen, stamp }
}

const rightly = async (request: Uint8Array) =>
  new Response(Uint8Array.from(await authority.answer(request)))

describe('asking for a time-stamp', () => {
  it('brings one of the signature', async () => {
    const { stamp, seen } = outside(rightly)
    const token = await stamp(signature)
    expect(token && (await checkTimeStamp(token, signature))).toBeDefined()
    const [request] = seen.asked
    expect(request?.method).toBe('POST')
    expect(request?.headers.get('content-type')).toBe('application/timestamp-query')
    expect(seen.lines).toEqual([])
  })

  it('tells the service a hash, and nothing twice', async () => {
    const { stamp, seen } = outside(rightly)
    await stamp(signature)
    await stamp(signature)
    const bodies = await Promise.all(seen.asked.map((request) => request.text()))
    expect(new Set(bodies).size).toBe(2)
    for (const body of bodies) expect(body).not.toContain('a signature')
  })

  it.each<[string, () => Promise<Response>, string]>([
    ['does not answer', () => Promise.reject(new TypeError('fetch failed')), 'not answered'],
    ['is busy', async () => new Response('later', { status: 503 }), 'status 503'],
    ['answers with something else', async () => new Response('<html>'), 'not readable'],
    ['answers with nothing', async () => new Response(null), 'not readable'],
    ['answers without end', async () => new Response(new Uint8Array(70_000)), 'too large'],
  ])(
    'goes without where it %s, and says so without a word of the document',
    async (_what, answer, fault) => {
      const { stamp, seen } = outside(answer)
      expect(await stamp(signature)).toBeUndefined()
      expect(seen.lines).toEqual([JSON.stringify({ event: 'document_not_time_stamped', fault })])
    },
  )

  it('leaves a service that failed alone for a minute, and then asks again', async () => {
    let down = true
    const { stamp, seen } = outside((request) =>
      down ? Promise.reject(new TypeError('fetch failed')) : rightly(request),
    )
    await stamp(signature)
    down = false
    seen.now = 59_000
    expect(await stamp(signature)).toBeUndefined()
    expect(seen.asked).toHaveLength(1)
    seen.now = 61_000
    expect(await stamp(signature)).toBeDefined()
  })

  it('is not done where the practice has no service', () => {
    expect(timeStamper('none')).toBeUndefined()
  })
})
