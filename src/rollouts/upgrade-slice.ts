import type { JobRun } from '../installations/jobs.ts'
import { secondsUntilOpen } from '../maintenance-window.ts'
import { advanceRollout, type SliceJob, sendOut, sliceOrder } from './advance-rollout.ts'
import { pause } from './next-step.ts'
import { referenceOf, type Superseded, supersededBy } from './pinned-catalog.ts'
import type { PauseReason, Rollout } from './rollout.ts'
import { type RolloutParts, sliceJobName } from './rollout-parts.ts'
import type { Returned } from './rollout-store.ts'
import type { Watch } from './rollout-watch.ts'
import type { ClaimedTarget } from './target.ts'
import { upgradeTarget } from './upgrade-target.ts'

export type SliceParts = RolloutParts & { watch: Watch }

/**
 * Some targets of a rollout, each through `upgradeInstallation`, all at once: the pace lets them out one by one. At least
 * once: what is done is not done again, because every end is recorded and everything else is read before it is sent.
 */
export async function upgradeSlice(job: SliceJob, run: JobRun, parts: SliceParts): Promise<void> {
  const rollout = await parts.store.get(job.rolloutId)
  if (rollout?.state !== 'running' || rollout.generation !== job.generation) {
    // Claims of an earlier run of this very job, in a process that died.
    await parts.store.release(job.rolloutId, run.id, [])
    return
  }
  const closedSeconds = rollout.settings.window ? secondsUntilOpen(rollout.settings.window, new Date()) : 0
  if (closedSeconds > 0) return again(job, closedSeconds, parts)
  if (await isSuperseded(rollout, parts, { fresh: false })) return
  await workOnSlice(job, { rollout, run }, parts)
  const { pending, dueInSeconds } = await parts.store.rest(job)
  if (pending > 0) await again(job, parts.stopping.aborted ? 0 : Math.max(dueInSeconds, 0.5), parts)
  const advanced = await advanceRollout(rollout.id, parts)
  if (advanced) await sendOut(advanced, parts)
}

/** After this run it has a new one, under the same name, so that there is never more than one waiting. */
async function again(job: SliceJob, runAfterSeconds: number, parts: SliceParts): Promise<void> {
  await parts.jobs.scheduleMany(sliceJobName, [sliceOrder(job, runAfterSeconds)])
}

type Run = { rollout: Rollout; run: JobRun }

async function workOnSlice(job: SliceJob, { rollout, run }: Run, parts: SliceParts): Promise<void> {
  const watching = parts.watch(rollout)
  const signal = AbortSignal.any([watching.signal, parts.stopping, run.signal])
  const returned: Returned[] = []
  try {
    const targets = await parts.store.claim(job, run.id)
    const ends = await Promise.allSettled(
      targets.map((target) => workOnTarget({ rollout, target, signal }, returned, parts)),
    )
    const broken = ends.find((end) => end.status === 'rejected')
    if (broken) throw broken.reason
  } finally {
    watching.done()
    await parts.store.release(rollout.id, run.id, returned)
  }
}

type Work = { rollout: Rollout; target: ClaimedTarget; signal: AbortSignal }

async function workOnTarget(work: Work, returned: Returned[], parts: SliceParts): Promise<void> {
  const { rollout, target, signal } = work
  if (signal.aborted) return
  const { installedApps } = parts.tenant(rollout.tenantId)
  const result = await parts.telemetry.span('rollout target', { place: target.kind }, () =>
    upgradeTarget(work, { ...parts, installedApps }),
  )
  switch (result.kind) {
    case 'finished': {
      await parts.store.finish(rollout, result.target)
      parts.onChange?.(rollout.id)
      const { state } = result.target.end
      if (state === 'superseded') await isSuperseded(rollout, parts, { fresh: true })
      // Not only at the end of the slice: nothing more is begun once the budget is used up.
      if (state === 'failed' || state === 'refused') await advanceRollout(rollout.id, parts)
      return
    }
    case 'mismatch':
      if (await isSuperseded(rollout, parts, { fresh: true })) return
      await parts.store.finish(rollout, result.target)
      return
    case 'deferred':
    case 'stopped':
      returned.push(result.returned)
      return
    case 'credential':
      returned.push(result.returned)
      await pauseFor(rollout, { kind: 'credential', detail: result.trouble.detail }, parts)
  }
}

/** Looks whether the pinned version still is the newest; pauses the rollout when it is not. */
async function isSuperseded(rollout: Rollout, parts: SliceParts, options: { fresh: boolean }): Promise<boolean> {
  let reason = await lookUp(rollout, parts, { ...options, otherwise: null })
  // What is remembered may be older than the word of whoever resumed it in another process.
  if (reason && !options.fresh) reason = await lookUp(rollout, parts, { fresh: true, otherwise: reason })
  if (!reason) return false
  await pauseFor(rollout, reason, parts)
  return true
}

/** `otherwise`: what holds where the catalog cannot be read. */
type Look = { fresh: boolean; otherwise: Superseded | null }

async function lookUp(rollout: Rollout, parts: SliceParts, { fresh, otherwise }: Look): Promise<Superseded | null> {
  const call = { correlationId: rollout.id, lane: 'rollout' as const }
  const { appCatalog } = parts.tenant(rollout.tenantId)
  const newest = await appCatalog.newest(referenceOf(rollout.app), call, { fresh })
  return newest.kind === 'ok' ? supersededBy(rollout.pinned, newest.value) : otherwise
}

/**
 * Once, however many targets find the same: whoever comes later finds another generation. One that waits at a gate too:
 * its last targets may have ended while this was found out, and who opens the next wave is to know of it.
 */
async function pauseFor(rollout: Rollout, reason: PauseReason, parts: SliceParts): Promise<void> {
  await parts.store.change(rollout.id, (current) => {
    const isOn = current.state === 'running' || current.state === 'waiting'
    return isOn && current.generation === rollout.generation ? pause(current, reason) : null
  })
  parts.watch.changed(rollout.id)
  parts.onChange?.(rollout.id)
}
