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
  /** Seconds until the end at the speed so far; null where that says nothing. */
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
  return {
    rollout: { ...rollout, total },
    counts,
    openTargets: sizeOfWaves(rollout.settings.waves, rollout.openWaves, total),
    opensInSeconds: rollout.settings.window ? secondsUntilOpen(rollout.settings.window, new Date()) : 0,
    etaSeconds: etaOf(rollout, counts, total),
  }
}

/** Too early to say before so many have ended. */
const fewestForEta = 5

function etaOf(rollout: Rollout, { pending }: Counts, total: number): number | null {
  if (rollout.state !== 'running' || !rollout.startedAt) return null
  const done = total - pending
  if (done < fewestForEta) return null
  const perTarget = (Date.now() - rollout.startedAt.getTime()) / done
  return Math.ceil((perTarget * pending) / 1_000)
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
    await parts.sleep(250)
  }
}
