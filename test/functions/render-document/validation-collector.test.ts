import { beforeAll, describe, expect, it } from 'vitest'
import { validationCollector } from '../../../functions/render-document/validation-collector.ts'
import { hexOf } from '../../../shared/document/bytes.ts'
import { readCertificates } from '../../../shared/document/certificate.ts'
import { objectIdentifier } from '../../../shared/document/der.ts'
import { judgeValidation } from '../../../shared/document/kept-validation.ts'
import { checkTimeStamp, type TimeStamp } from '../../../shared/document/time-stamp.ts'
import { newTestAuthority } from '../../document/test-authority.ts'
import { LISTS } from '../../document/test-chain.ts'
import { newTestSealer } from '../../document/test-key.ts'
import { issueList } from '../../document/test-list.ts'
import { newTestRevocation, TIME_LIST } from '../../document/test-validation.ts'

const signature = Buffer.from('a signature')
let world: Awaited<ReturnType<typeof newTestRevocation>>
let timeStamp: TimeStamp
beforeAll(async () => {
  world = await newTestRevocation()
  const found = await checkTimeStamp(await world.stampTime(signature), signature)
  if (!found) throw new Error('no time-stamp')
  timeStamp = found
})

type Answer = Uint8Array | Response | Error
function around(change: Readonly<Record<string, Answer>> = {}, pem = world.chain.certificate) {
  const seen = { asked: [] as string[], lines: [] as unknown[], alarms: [] as unknown[] }
  const at = { now: new Date('2026-03-11T01:42:00Z') }
  const answers = new Map<string, Answer>([...world.lists, ...Object.entries(change)])
  const collector = validationCollector(pem, {
    fetch: async (place, init) => {
      expect(init?.redirect).toBe('error')
      seen.asked.push(String(place))
      const answer = answers.get(String(place)) ?? new Response(null, { status: 404 })
      if (answer instanceof Error) throw answer
      return answer instanceof Response ? answer : new Response(Uint8Array.from(answer))
    },
    now: () => at.now,
    log: (line) => seen.lines.push(JSON.parse(line)),
    alarm: (line) => seen.alarms.push(JSON.parse(line)),
  })
  return { seen, at, answers, collector }
}
const without = (more: object) => [{ event: 'document_without_validation_data', ...more }]

describe('collecting what shows that no certificate was revoked', () => {
  it('brings the lists of both chains, and the certificates that lead to them', async () => {
    const { collector, seen } = around()
    const data = await collector.of(timeStamp)
    if (!data || data === 'revoked') throw new Error('nothing')
    const [sealer, ...issuers] = await readCertificates(world.chain.certificate)
    if (!sealer) throw new Error('no chain')
    const kept = await judgeValidation(data, { chain: [sealer, ...issuers], timeStamp })
    expect([kept.faults, data.lists.length, data.certificates.length]).toEqual([[], 3, 5])
    expect(seen.asked.toSorted()).toEqual([LISTS.intermediate, LISTS.root, TIME_LIST].toSorted())
    expect([seen.lines, seen.alarms]).toEqual([[], []])
  })

  it('knows nothing at first, and then asks nobody again until a list lapses', async () => {
    const { collector, seen, at, answers } = around()
    expect(await collector.known()).toBeUndefined()
    await collector.of(timeStamp)
    expect((await collector.known()) !== undefined).toBe(true)
    expect(seen.asked).toHaveLength(3)
    at.now = new Date('2026-03-17T00:00:00Z')
    answers.set(
      TIME_LIST,
      await world.listOf.time({ from: '2026-03-16T00:00:00Z', until: '2026-03-24T00:00:00Z' }),
    )
    // The two others were not renewed.
    expect(await collector.known()).toBeUndefined()
    expect(seen.asked).toHaveLength(6)
    expect(seen.lines).toEqual([])
  })

  it.each<[string, Answer, string]>([
    ['is away', new Error('refused'), 'not answered'],
    ['is missing', new Response(null, { status: 404 }), 'status 404'],
    ['has no end', new Response(new Uint8Array(300 * 1024)), 'too large'],
    ['is something else', Buffer.from('<html>'), 'not readable'],
  ])('goes without where a list %s, and says so in one line', async (_what, answer, why) => {
    const { collector, seen } = around({ [TIME_LIST]: answer })
    expect(await collector.of(timeStamp)).toBeUndefined()
    expect(seen.lines).toEqual(without({ reason: 'list_missing', of: 'authority', why }))
  })

  it('does not take a list that is over, nor one of another key', async () => {
    const over = await world.listOf.time({ until: '2026-03-11T01:42:00Z' })
    const foreign = await world.listOf.time({ by: world.chain.keys.key })
    for (const answer of [over, foreign]) {
      const { collector, seen } = around({ [TIME_LIST]: answer })
      expect(await collector.of(timeStamp)).toBeUndefined()
      const why = 'not a valid list of the issuer'
      expect(seen.lines).toEqual(without({ reason: 'list_missing', of: 'authority', why }))
    }
  })

  it('leaves a place that failed alone for a minute, and then asks again', async () => {
    const { collector, seen, at, answers } = around({ [TIME_LIST]: new Error('refused') })
    const asked = () => seen.asked.filter((place) => place === TIME_LIST).length
    await collector.of(timeStamp)
    answers.set(TIME_LIST, await world.listOf.time())
    at.now = new Date('2026-03-11T01:42:59Z')
    expect([await collector.of(timeStamp), asked()]).toEqual([undefined, 1])
    at.now = new Date('2026-03-11T01:43:01Z')
    expect([(await collector.of(timeStamp)) !== undefined, asked()]).toEqual([true, 2])
  })

  it('says that a time-stamp is not to be used whose authority’s certificate is revoked', async () => {
    const { collector, seen } = around({ [TIME_LIST]: await world.listOf.time({ revoked: [7] }) })
    expect(await collector.of(timeStamp)).toBe('revoked')
    expect(seen.alarms).toEqual([{ event: 'time_stamp_authority_revoked' }])
    expect(await collector.known()).toBeUndefined()
  })

  it('says loudly that the sealing certificate is revoked, and goes without', async () => {
    const revoked = await world.listOf.intermediate({ revoked: [7] })
    const { collector, seen } = around({ [LISTS.intermediate]: revoked })
    expect(await collector.of(timeStamp)).toBeUndefined()
    expect(seen.alarms).toEqual([{ event: 'sealing_certificate_revoked' }])
    expect(seen.lines).toEqual(
      without({ reason: 'certificate_revoked', of: 'sealing certificate' }),
    )
  })

  it('goes without where an authority’s certificate is not readable where it names its lists', async () => {
    const { collector, seen } = around()
    const lists = hexOf(objectIdentifier('2.5.29.31'))
    const authority = {
      ...timeStamp.authority,
      extensions: new Map([[lists, Uint8Array.of(0x30)]]),
    }
    expect(await collector.of({ ...timeStamp, authority })).toBeUndefined()
    expect(seen.lines).toEqual(without({ reason: 'certificate_not_readable', of: 'authority' }))
  })

  it('never fails, whatever goes wrong, and names the fault', async () => {
    const lines: unknown[] = []
    const collector = validationCollector(world.chain.certificate, {
      fetch: async () => new Response(null),
      now: () => {
        throw new RangeError('no clock')
      },
      log: (line) => lines.push(JSON.parse(line)),
      alarm: () => {},
    })
    expect(await collector.of(timeStamp)).toBeUndefined()
    expect(lines).toEqual(without({ reason: 'fault', why: 'RangeError' }))
  })

  it('needs no list of a certificate that signed itself', async () => {
    const { certificate } = await newTestSealer()
    const { collector, seen } = around({}, certificate)
    const data = await collector.of(timeStamp)
    expect(data && data !== 'revoked' && data.lists.length).toBe(1)
    expect(seen.asked).toEqual([TIME_LIST])
  })

  const issuedAt = async (issuerAt: string) => {
    const authority = await newTestAuthority(undefined, { list: TIME_LIST, issuerAt })
    const alone = await authority.certificate()
    return { authority, stamp: { ...timeStamp, authority: alone, certificates: [alone] } }
  }

  it('finds who issued a certificate where the certificate says', async () => {
    const place = 'http://time.example/root.cer'
    const { authority, stamp } = await issuedAt(place)
    const [root] = await readCertificates(authority.rootPem)
    if (!root) throw new Error('no root')
    const { collector, seen } = around({
      [place]: root.der,
      [TIME_LIST]: await issueList({ issuer: 'Time Root', by: authority.root }),
    })
    const data = await collector.of(stamp)
    expect(data && data !== 'revoked' && data.lists.length).toBe(3)
    expect(seen.asked).toContain(place)
  })

  it.each([
    'http://127.0.0.1/x',
    'http://[::1]/x',
    'http://localhost/x',
    'http://time.example:9001/x',
    'http://2130706433/x',
    'http://user@time.example/x',
    'http://runtime.localhost/x',
    'ftp://time.example/x',
    'not a place',
  ])('asks nobody at %s, whoever names it', async (place) => {
    const { stamp } = await issuedAt(place)
    const { collector, seen } = around()
    expect(await collector.of(stamp)).toBeUndefined()
    expect(seen.asked).not.toContain(place)
    const why = 'a place not to be asked'
    expect(seen.lines).toEqual(without({ reason: 'issuer_missing', of: 'authority', why }))
  })
})
