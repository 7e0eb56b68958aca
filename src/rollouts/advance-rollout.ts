import type { JobOrder } from '../installations/jobs.ts'
import { nextStep } from './next-step.ts'
import { type Rollout, sizeOfWaves } from './rollout.ts'
import { type RolloutParts, sliceJobName, stepJobName } from './rollout-parts.ts'
import type { Slice } from './rollout-store.ts'

export type SliceJob = Slice & { generation: number }

export type AdvanceParts = Pick<RolloutParts, 'store' | 'jobs' | 'sliceSize' | 'onChange'>

/** Does what a rollout comes to by itself, and sends out the jobs for it. May be asked by anybody at any time. */
export async function advanceRollout(id: string, parts: AdvanceParts): Promise<Rollout | null> {
  let isChanged = false
  const rollout = await parts.store.change(id, (current, facts) => {
    const patch = nextStep(current, facts, new Date())
    isChanged = patch !== null
    return patch
  })
  if (!rollout || !isChanged) return rollout
  parts.onChange?.(id)
  await sendOut(rollout, parts)
  return rollout
}

/**
 * Jobs enough that no worker is idle, and few, because they are worked on in the order they were sent in: a rollout with
 * ten targets would wait for every target of a larger one. Each job sends the next ones when it ends.
 */
const slicesAhead = 24

/** The next jobs of what is pending and may be worked on. Sent twice they run once: each slice waits under one name. */
export async function sendOut(rollout: Rollout, parts: AdvanceParts): Promise<void> {
  const { id, generation, state, gateOpensAt } = rollout
  if (state === 'waiting' && gateOpensAt) {
    const runAfterSeconds = Math.max(0, (gateOpensAt.getTime() - Date.now()) / 1_000)
    await parts.jobs.schedule(stepJobName, { rolloutId: id }, { runAfterSeconds, singletonKey: `${id}/gate` })
  }
  if (state !== 'running') return
  const until = sizeOfWaves(rollout.settings.waves, rollout.openWaves, rollout.total)
  const slices = await parts.store.nextSlices(id, { size: parts.sliceSize, until, most: slicesAhead })
  await parts.jobs.scheduleMany(
    sliceJobName,
    slices.map((slice) => sliceOrder({ ...slice, generation }, 0)),
  )
}

/**
 * One waiting job a slice. A slice that the next wave made longer is another one: waiting under the name of the shorter
 * one, it would be taken for sent, and nobody would work on what it has more.
 */
export function sliceOrder(job: SliceJob, runAfterSeconds: number): JobOrder {
  const { rolloutId, generation, from, to } = job
  return { data: { ...job }, timing: { runAfterSeconds, singletonKey: `${rolloutId}/${generation}/${from}-${to}` } }
}
