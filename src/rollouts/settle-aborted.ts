import type { JobRun } from '../installations/jobs.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, stepJobName } from './rollout-parts.ts'
import type { Returned } from './rollout-store.ts'
import { settleTarget } from './settle-target.ts'
import type { TargetWork } from './upgrade-target.ts'

const lookAgainSeconds = 2

/**
 * Brings what an aborted rollout left pending to its end: what was never begun is skipped, what was sent by a process
 * that died is read, and what is under way ends by itself before the next look.
 */
export async function settleAborted(rollout: Rollout, run: JobRun, parts: RolloutParts): Promise<void> {
  // Aborted while its places were listed: without a position no report names them.
  if (rollout.startedAt === null) await parts.store.order(rollout.id, 'given')
  const end =
    rollout.reason?.kind === 'superseded'
      ? { state: 'superseded' as const, detail: 'aborted: another version is the newest by now' }
      : { state: 'skipped' as const, detail: rollout.startedAt ? 'aborted before its turn' : 'never begun' }
  await parts.store.skipPending(rollout.id, end)
  const signal = AbortSignal.any([parts.stopping, run.signal])
  const returned: Returned[] = []
  try {
    const slices = await parts.store.pendingSlices(rollout.id, { size: parts.sliceSize, until: rollout.total })
    for (const slice of slices) {
      const targets = await parts.store.claim(slice, run.id)
      await Promise.all(targets.map((target) => settle({ rollout, target, signal }, returned, parts)))
    }
  } finally {
    await parts.store.release(rollout.id, run.id, returned)
  }
  parts.onChange?.(rollout.id)
  await lookAgain(rollout, parts)
}

async function settle(work: TargetWork, returned: Returned[], parts: RolloutParts): Promise<void> {
  const { rollout, target, signal } = work
  if (!target.sent || signal.aborted) return
  const { installedApps } = parts.tenant(rollout.tenantId)
  const settled = await settleTarget(work, installedApps)
  if (settled.kind === 'finished') await parts.store.finish(rollout, settled.target)
  if (settled.kind === 'deferred') {
    returned.push({ kind: target.kind, id: target.id, afterSeconds: settled.afterSeconds })
  }
}

/** Also for what came to the rollout only after this look had begun. */
async function lookAgain({ id, total }: Rollout, parts: RolloutParts): Promise<void> {
  const { pending } = await parts.store.counts(id)
  if (pending === 0) return
  const { dueInSeconds } = await parts.store.rest({ rolloutId: id, from: 0, to: total })
  const timing = { runAfterSeconds: Math.max(lookAgainSeconds, dueInSeconds), singletonKey: `${id}/settle` }
  await parts.jobs.schedule(stepJobName, { rolloutId: id }, timing)
}
