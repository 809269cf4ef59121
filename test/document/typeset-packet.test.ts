import { describe, expect, it } from 'vitest'
import {
  type OpenedPacket,
  packetDocumentId,
  type SealedVolume,
  volumesOf,
} from '../../shared/document/packet.ts'
import { packetCoverPage } from '../../shared/document/packet-cover-page.ts'
import { PacketWords } from '../../shared/document/packet-words.ts'
import { typesetPacketCover } from '../../shared/document/typeset-packet-cover.ts'
import { typesetPacketVolume } from '../../shared/document/typeset-packet-volume.ts'
import { longNote } from './sample-notes.ts'
import { asPart2, sampleNotesOfWeeks, samplePacket } from './sample-packet.ts'
import { sha256 } from './test-key.ts'
import { textInPdf } from './text-in-pdf.ts'

const practiceSeal = longNote.practiceSeal
const notes = sampleNotesOfWeeks(60)

const volumeOf = (packet: OpenedPacket, volume: number) => {
  const counts = volumesOf(packet.notes)
  const before = counts.slice(0, volume - 1).reduce((sum, each) => sum + each, 0)
  return typesetPacketVolume({
    words: packet.words,
    volume,
    volumes: counts.length,
    before,
    notes: packet.notes.slice(before, before + (counts[volume - 1] ?? 0)),
    practiceSeal,
  })
}

const coverOf = (packet: OpenedPacket) => {
  const volumes = volumesOf(packet.notes).map((_, index): SealedVolume => {
    const { pdf, pages, notePages } = volumeOf(packet, index + 1)
    const documentId = packetDocumentId(packet.words.releaseId, index + 1)
    return { documentId, sha256: sha256(pdf), pages, notePages }
  })
  return { volumes, cover: { ...packet, volumes, practiceSeal } }
}

const pagesOf = async (pdf: Uint8Array) =>
  (await textInPdf(pdf)).split('\f').map((text) => text.replaceAll(/\s+/g, ' '))

describe('the volumes of a packet', () => {
  it('have at most 25 notes each, in order, and all of them', () => {
    expect(volumesOf(notes)).toEqual([25, 25, 10])
    expect(volumesOf(sampleNotesOfWeeks(25))).toEqual([25])
    expect(volumesOf([])).toEqual([])
  })

  it('have fewer where notes are very long, and one that is longer than any room has its own', () => {
    const [first] = sampleNotesOfWeeks(1)
    if (!first) throw new Error('no note')
    const ofLength = (length: number) => ({
      ...first,
      signed: {
        ...first.signed,
        sections: [{ key: 'data', heading: 'Data', text: 'x'.repeat(length) }],
      },
      additions: [],
    })
    expect(volumesOf([1, 100_000, 100_000, 100_000, 300_000, 1].map(ofLength))).toEqual([
      3, 1, 1, 1,
    ])
  })
})

describe('a volume of 25 notes with addenda and late entries', async () => {
  const packet = samplePacket(notes, asPart2)
  const volume = volumeOf(packet, 2)
  const pages = await pagesOf(volume.pdf)

  it('says on every page whose it is, by two identifiers, and where the page belongs', () => {
    expect(pages).toHaveLength(volume.pages)
    for (const [i, text] of pages.entries()) {
      expect(text).toContain('Zoë Łukasiewicz')
      expect(text).toContain('born November 23, 1987')
      expect(text).toContain('volume 2 of 3')
      expect(text).toContain('Lindenhof Behavioral Health, PLLC')
      expect(text).toContain(`Document ${packetDocumentId(packet.words.releaseId, 2)}`)
      expect(text).toContain(`Page ${i + 1} of ${volume.pages}`)
      expect(text).toContain(
        '42 CFR part 2 prohibits unauthorized use or disclosure of these records.',
      )
      expect(text).toContain('Confidential')
    }
  })

  it('holds every note whole and in order, each on the pages that it tells of', () => {
    expect(volume.notePages).toHaveLength(25)
    for (const [i, [first, last]] of volume.notePages.entries()) {
      const note = notes[25 + i]
      const own = pages.slice(first - 1, last)
      const text = own.join(' ')
      expect(own.every((page) => page.includes('· service '))).toBe(true)
      expect(text).toContain(`No. ${26 + i} ·`)
      for (const { signature } of [note?.signed, ...(note?.additions ?? [])].flatMap(
        (each) => each ?? [],
      ))
        expect(text).toContain(`commitment ${signature.commitment}`)
      expect(text.includes('Late note: signed')).toBe(note?.signed.written.late !== undefined)
      expect(first).toBe((volume.notePages[i - 1]?.[1] ?? 1) + 1)
    }
  })

  it('names every signed record that it shows as a source, and none twice', () => {
    const { sources } = volume.manifest
    const shown = notes.slice(25, 50).flatMap(({ signed, additions }) => [signed, ...additions])
    expect(sources.map((each) => 'commitment' in each && each.commitment)).toEqual(
      shown.map(({ signature }) => signature.commitment),
    )
    expect(JSON.stringify(volume.manifest)).not.toContain('Łukasiewicz')
  })

  it('is the same bytes every time', () => {
    const again = volumeOf(structuredClone(packet), 2)
    expect(Buffer.from(again.pdf).equals(volume.pdf)).toBe(true)
  })
})

describe('the cover of a packet', async () => {
  const packet = samplePacket(notes)
  const { volumes, cover } = coverOf(packet)
  const typeset = typesetPacketCover(cover)
  const text = (await pagesOf(typeset.pdf)).join(' ')

  it('says who asked for what, for whom and by which right', () => {
    for (const said of [
      'For Cascadia Health Plan · services March 1, 2025',
      'Post-payment review of psychotherapy services, case 2026-04417',
      'Payment (45 CFR 164.506(c)(3))',
      'Ines Okafor',
      packet.words.releaseId,
      'CHP 7731 4402 09',
      'Rose City Mutual',
      'Panic disorder (principal)',
      'Plan 1',
      'In force from March 12, 2025',
      'Rides the train to work twice a week.',
      'revoked January 20, 2026',
      'Licensed Professional Counselor Associate, OR R8842',
      '45 notes',
    ])
      expect(text).toContain(said)
  })

  it('names each volume with its hash, and is bound to it by its manifest', () => {
    for (const { documentId, sha256 } of volumes) {
      expect(text).toContain(`Document ${documentId}`)
      expect(text).toContain(`SHA-256 ${sha256}`)
      expect(typeset.manifest.sources).toContainEqual({
        form: 'noteseal/document/1',
        documentId,
        sha256,
      })
    }
  })

  it('leads from each date of service to volume and pages of its note, and to the plan in force', () => {
    const { services } = packetCoverPage(cover)
    expect(services).toHaveLength(60)
    expect(services[0]).toMatchObject({ date: 'March 5, 2025', plan: 'none', volume: '1' })
    const [first = 0, last = 0] = volumes[1]?.notePages[4] ?? []
    expect(services[29]).toMatchObject({
      number: '30',
      plan: 'plan 1',
      volume: '2',
      pages: first === last ? String(first) : `${first}–${last}`,
    })
    expect(services[6]?.note).toBe('Progress note, 2 added')
    expect(services[4]?.note).toBe('Progress note, late')
  })

  it('says what is not in it: process notes always, and what the payer has no need of', () => {
    expect(text).toContain('Process notes (“psychotherapy notes”, 45 CFR 164.501)')
    expect(text).toContain(
      'left out as the minimum necessary (45 CFR 164.502(b)): letters, accountings of disclosures.',
    )
    expect(text).toContain('One note that was entered in error')
    for (const ofNoUse of ['Adam Łukasiewicz', 'she/her']) expect(text).not.toContain(ofNoUse)
  })

  it('says what the preflight of these notes found, by rule and number of the note', () => {
    const drafts = [{ noteId: packet.words.releaseId, sessionId: 'not-in-the-list' }]
    const { missing } = packetCoverPage({ ...cover, words: { ...packet.words, drafts } })
    const plan = missing?.find(({ asks }) => asks.includes('treatment plan was in force'))
    expect(plan).toMatchObject({ severity: 'Missing', where: ['No. 1'] })
    expect(missing?.some(({ asks }) => asks === 'The note is signed.')).toBe(true)
  })

  it('draws each measure over its table, with the target of the plan that goes along', () => {
    const [drawn] = packetCoverPage(cover).measures
    expect(drawn?.chart.points.map(({ score }) => score)).toEqual(
      drawn?.points.map(({ score }) => score),
    )
    expect(drawn?.chart.targets.map(({ label }) => label)).toEqual(['target 5'])
    expect(drawn?.chart.alt).toContain('16 on March 5, 2025, severe; 14 on April 2, 2025')
    expect(Buffer.from(typeset.pdf).toString('latin1')).toContain('/S /Figure')
    const scope = { ...packet.words.scope, sections: ['measures' as const] }
    const [bare] = packetCoverPage({ ...cover, words: { ...packet.words, scope } }).measures
    expect(bare?.chart.targets).toEqual([])
    expect(bare?.chart.alt).not.toContain('Target')
  })

  it('says so where consents were asked for and none is on file', async () => {
    const none = { ...cover, words: { ...packet.words, consents: [] } }
    const says = async (of: typeof cover) =>
      (await pagesOf(typesetPacketCover(of).pdf)).join(' ').includes('None is on file.')
    expect([await says(none), await says(cover)]).toEqual([true, false])
  })

  it('shows only the parts that the scope names', () => {
    const scope = { ...packet.words.scope, sections: ['progress-notes' as const] }
    const page = packetCoverPage({ ...cover, words: { ...packet.words, scope } })
    expect({
      shown: [page.demographics, page.insurance, page.diagnoses, page.plans, page.measures].flat(),
      log: [page.consents, page.signatures].flat(),
      plan: page.services[0]?.plan,
    }).toEqual({ shown: [], log: [], plan: '' })
  })
})

describe('a copy of the client’s own record', () => {
  it('leaves nothing out but process notes, says no gaps, and says so', () => {
    const packet = samplePacket(notes.slice(0, 3), {
      kind: 'record-copy',
      scope: { sections: 'all' },
    })
    const page = packetCoverPage(coverOf(packet).cover)
    expect(page.title).toBe('Copy of the client’s record')
    expect(page.missing).toBeUndefined()
    expect(page.demographics).toContainEqual(['Pronouns', 'she/her'])
    expect(page.excluded[0]).toContain('45 CFR 164.524(a)(1)(i)')
    expect(page.excluded.join(' ')).not.toContain('minimum necessary')
  })

  it('of a record without a note is a cover alone', () => {
    const packet = samplePacket([], { kind: 'record-copy', scope: { sections: 'all' } })
    expect(typesetPacketCover({ ...packet, volumes: [], practiceSeal }).pages).toBeGreaterThan(0)
  })
})

it('the words of a packet are what its schema takes, and no field more', () => {
  const { words } = samplePacket(notes)
  expect(PacketWords.parse(words)).toEqual(words)
  expect(PacketWords.safeParse({ ...words, processNotes: [] }).success).toBe(false)
})
