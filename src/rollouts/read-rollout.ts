import { secondsUntilOpen } from '../maintenance-window.ts'
import { isOver, type Rollout, sizeOfWaves } from './rollout.ts'
import type { RolloutParts } from './rollout-parts.ts'
import type { Counts, Target } from './target.ts'

/** A rollout with its counts, which add up to `rollout.total`. */
export type RolloutStatus = {
  rollout: Rollout
  counts: Counts
  /** Targets of the open waves. */
  openTargets: number
  /** Seconds until the maintenance window opens; 0 while it is open, and where there is none. */
  opensInSeconds: number
  /** Targets that ended in the last minute, or as many as it would be at the speed so far; null where that says nothing. */
  perMinute: number | null
  /** Seconds until the end at that speed. */
  etaSeconds: number | null
}

type ReadParts = Pick<RolloutParts, 'store'>

export async function readRollout(
  { id, tenantId }: { id: string; tenantId: string },
  parts: ReadParts,
): Promise<RolloutStatus | null> {
  const rollout = await parts.store.get(id)
  if (!rollout || rollout.tenantId !== tenantId) return null
  const counts = await parts.store.counts(id)
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
  const perMinute = await speedOf(rollout, parts)
  return {
    rollout: { ...rollout, total },
    counts,
    openTargets: sizeOfWaves(rollout.settings.waves, rollout.openWaves, total),
    opensInSeconds: rollout.settings.window ? secondsUntilOpen(rollout.settings.window, new Date()) : 0,
    perMinute,
    etaSeconds: perMinute === null ? null : Math.ceil((counts.pending / perMinute) * 60),
  }
}

/** Too early to say before so many have ended. */
const fewestForSpeed = 5
const speedWindowSeconds = 60

/** Of the last minute: the average since the start would count every pause. */
async function speedOf({ id, state, startedAt }: Rollout, { store }: ReadParts): Promise<number | null> {
  if (state !== 'running' || !startedAt) return null
  const runningSeconds = Math.max(1, (Date.now() - startedAt.getTime()) / 1_000)
  const seconds = Math.min(speedWindowSeconds, runningSeconds)
  const ended = await store.endedWithin(id, seconds)
  return ended < fewestForSpeed ? null : (ended / seconds) * 60
}

/** Every target, a page in memory at a time. */
export async function* allTargets(id: string, { store }: ReadParts): AsyncGenerator<Target[]> {
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof store.targets>> = await store.targets(id, {
      states: null,
      search: null,
      limit: 1_000,
      after,
    })
    yield page.targets
    after = page.next
  } while (after !== null)
}

/** Resolves when the rollout stops by itself or by a word: over, paused, waiting for a gate or for a second person. */
export async function waitForRollout(
  asked: { id: string; tenantId: string },
  parts: ReadParts & Pick<RolloutParts, 'sleep'>,
  onStatus: (status: RolloutStatus) => void,
): Promise<RolloutStatus | null> {
  for (;;) {
    const status = await readRollout(asked, parts)
    if (!status) return null
    onStatus(status)
    const { rollout, counts } = status
    const isStill = ['paused', 'waiting', 'awaiting-approval'].includes(rollout.state) && rollout.gateOpensAt === null
    if (isStill || (isOver(rollout) && counts.pending === 0)) return status
    await untilNews(rollout, parts)
  }
}

const lookEveryMs = 250
/** Counting all targets is the dear part of a look. */
const looksPerCount = 4

/** A second, or less where the rollout does not run any more as it did. */
async function untilNews({ id, state, generation }: Rollout, parts: ReadParts & Pick<RolloutParts, 'sleep'>) {
  for (let look = 0; look < looksPerCount; look++) {
    await parts.sleep(lookEveryMs)
    const now = await parts.store.get(id)
    if (now?.state !== state || now.generation !== generation) return
  }
}
