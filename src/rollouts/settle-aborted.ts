import type { JobRun } from '../installations/jobs.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import { settleTarget } from './upgrade-target.ts'

const lookAgainSeconds = 2

/**
 * Brings what an aborted rollout left pending to its end: what was never begun is skipped, what was sent by a process
 * that died is read, and what is under way ends by itself before the next look.
 */
export async function settleAborted(rollout: Rollout, run: JobRun, parts: RolloutParts): Promise<void> {
  const end =
    rollout.reason?.kind === 'superseded'
      ? { state: 'superseded' as const, detail: 'aborted: another version is the newest by now' }
      : { state: 'skipped' as const, detail: rollout.startedAt ? 'aborted before its turn' : 'never begun' }
  await parts.store.skipPending(rollout.id, end)
  const slices = await parts.store.pendingSlices(rollout.id, { size: parts.sliceSize, until: rollout.total })
  const { installedApps } = parts.tenant(rollout.tenantId)
  for (const slice of slices) {
    for (const target of await parts.store.claim(slice, run.id)) {
      const work = { rollout, target, signal: parts.stopping }
      const settled = target.sent ? await settleTarget(work, installedApps) : null
      if (settled) await parts.store.finish(rollout, settled)
    }
  }
  await parts.store.release(rollout.id, run.id, [])
  parts.onChange?.(rollout.id)
  if (slices.length === 0) return
  const timing = { runAfterSeconds: lookAgainSeconds, singletonKey: `${rollout.id}/settle` }
  await parts.jobs.schedule(stepJobName, { rolloutId: rollout.id }, timing)
}
