import { newTestSealer } from '../../document/test-key.ts'
import { renderWaiting } from '../render-waiting.ts'
import type { RetentionRoom } from './retention-room.ts'

/** The renderer of a retention room: a round is what its timetable starts. */
export async function rendererOf({ house, s3 }: RetentionRoom) {
  const sealer = await newTestSealer()
  return {
    fingerprint: sealer.fingerprint,
    render: () => renderWaiting(house, s3, sealer),
  }
}
