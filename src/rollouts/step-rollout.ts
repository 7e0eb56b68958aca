import type { JobRun } from '../installations/jobs.ts'
import { advanceRollout, sendOut } from './advance-rollout.ts'
import { planPlaces } from './plan-places.ts'
import type { RolloutParts } from './rollout-parts.ts'
import { settleAborted } from './settle-aborted.ts'

/** Whatever a rollout needs beside its targets, by the state it is in. Repeatable: it looks before it does anything. */
export async function stepRollout(rolloutId: string, run: JobRun, parts: RolloutParts): Promise<void> {
  const rollout = await parts.store.get(rolloutId)
  switch (rollout?.state) {
    case 'planning':
      return planPlaces(rollout, run, parts)
    case 'running':
    case 'waiting': {
      const advanced = await advanceRollout(rolloutId, parts)
      // Once more for what a process left behind that died between a decision and its jobs.
      if (advanced) await sendOut(advanced, parts)
      return
    }
    case 'aborted':
      return settleAborted(rollout, run, parts)
    case 'awaiting-approval':
    case 'paused':
    case 'ended':
    case undefined:
  }
}
