/** A practice small enough to be lost and put back within a minute: ten years old, and at work. */
export const DRILL_PRACTICE = {
  format: 'noteseal/caseload/1',
  practice: {
    name: 'Drill practice',
    address: ['1 Main Street', 'Columbus, OH 43215'],
    zone: 'UTC',
  },
  members: [
    { key: 'admin', name: 'Ada Admin', roles: ['admin'] },
    { key: 'keeper', name: 'Kim Keeper', roles: ['custodian'] },
    {
      key: 'baker',
      name: 'Bea Baker',
      credentials: 'PhD',
      roles: ['clinician'],
      licence: { number: 'PSY-1', state: 'OH', type: 'Licensed Psychologist' },
    },
  ],
  clients: ['stays', 'comes-again', 'leaves', 'leaves-later'].map((key, i) => ({
    key,
    careTeam: ['baker'],
    name: { given: `Client${i + 1}`, family: 'Drill' },
    birthDate: '1980-05-01',
  })),
  sessions: [
    session('stays', '2014-03-03'),
    session('comes-again', '2014-03-04'),
    session('leaves', '2014-03-05'),
    session('leaves-later', '2014-03-06'),
    // After the second that everything will be put back to.
    session('stays', '2025-01-03'),
    session('comes-again', '2025-01-04'),
  ],
}

/** Long before anybody approves anything. */
export const PROCESS_NOTES_AT = '2014-03-07T12:00:00.000Z'
/** The records of those who leave are due on the first of January 2025. One is approved by now. */
export const BACKUP_AT = '2025-01-02T16:00:00.000Z'
/** The other is approved after the second that all is put back to. */
export const APPROVED_LATER_AT = '2025-01-03T12:00:00.000Z'
/** The notice period of thirty days is over, and the daily run was there. */
export const DESTROYED_BY = '2025-02-03T12:00:00.000Z'
export const BEGINS = '2014-03-02T12:00:00.000Z'

function session(client: string, day: string) {
  return {
    client,
    member: 'baker',
    start: `${day}T09:00`,
    end: `${day}T09:55`,
    modality: 'in person',
    placeOfService: '11',
    participants: ['client'],
    services: [{ cpt: '90837' }],
    diagnoses: [{ code: 'F41.1', label: 'Generalized anxiety disorder' }],
    outcome: { status: 'held' },
    note: {
      template: 'narrative',
      sections: { narrative: `Session of ${day}: worked on goal 1, response good.` },
      writtenAt: `${day}T10:10`,
      sign: true,
    },
  }
}
