import { z } from 'zod'
import type { CallContext } from '../installations/installed-apps.ts'
import { type CommandAsked, type CommandEnded, commandRollout } from './command-rollout.ts'
import { type PreviewAsked, type Previewed, previewRollout } from './preview-rollout.ts'
import { allTargets, type RolloutStatus, readRollout, waitForRollout } from './read-rollout.ts'
import type { Rollout } from './rollout.ts'
import { type RolloutParts, sliceJobName, stepJobName } from './rollout-parts.ts'
import type { TargetQuery } from './rollout-store.ts'
import { createRolloutWatch } from './rollout-watch.ts'
import { type RolloutAsked, type Started, startRollout } from './start-rollout.ts'
import { stepRollout } from './step-rollout.ts'
import { stepsInTurn } from './steps-in-turn.ts'
import type { Target } from './target.ts'
import { upgradeSlice } from './upgrade-slice.ts'

type Named = { id: string; tenantId: string }

/**
 * Rollouts as every surface uses them: chat, tab and terminal. Whoever calls has judged who may. Everything rejects when
 * the store cannot be used, for a rollout without memory would be none.
 */
export type Rollouts = {
  preview(asked: PreviewAsked, call: CallContext): Promise<Previewed>
  start(asked: RolloutAsked, call: CallContext): Promise<Started>
  command(asked: CommandAsked, call: CallContext): Promise<CommandEnded>
  /** Null where this tenant has none of that id. */
  read(asked: Named): Promise<RolloutStatus | null>
  /** Newest first. */
  list(tenantId: string, limit: number): Promise<Rollout[]>
  targets(asked: Named, query: TargetQuery): Promise<{ targets: Target[]; next: string | null } | null>
  allTargets(asked: Named): Promise<AsyncIterable<Target[]> | null>
  timeline(asked: Named, bucketSeconds: number): Promise<{ at: Date; done: number; failed: number }[] | null>
  /** When Graph had asked to wait. */
  throttles(asked: Named): Promise<{ from: Date; until: Date }[] | null>
  /** Until it stops, by itself or by a word. */
  wait(asked: Named, onStatus: (status: RolloutStatus) => void): Promise<RolloutStatus | null>
  /** Begins to work in this process, on whatever comes and, where the store may hold some, on what is under way. */
  work(options: { mayBeUnderWay: boolean }): Promise<void>
}

/** For what fell between two steps of a process that died while others go on. */
const sweepEveryMs = 15_000

export function createRollouts(given: RolloutParts): Rollouts {
  const parts = { ...given, jobs: stepsInTurn(given.jobs) }
  const { store } = parts
  const watch = createRolloutWatch(parts)
  const isOwn = async ({ id, tenantId }: Named) => (await store.get(id))?.tenantId === tenantId
  return {
    preview: (asked, call) => previewRollout(asked, parts, call),
    start: (asked, call) => startRollout(asked, parts, call),
    command: (asked, call) => commandRollout(asked, { ...parts, watch }, call),
    read: (asked) => readRollout(asked, parts),
    list: (tenantId, limit) => store.list(tenantId, limit),
    targets: async (asked, query) => ((await isOwn(asked)) ? store.targets(asked.id, query) : null),
    allTargets: async (asked) => ((await isOwn(asked)) ? allTargets(asked.id, parts) : null),
    timeline: async (asked, seconds) => ((await isOwn(asked)) ? store.timeline(asked.id, seconds) : null),
    throttles: async (asked) => ((await isOwn(asked)) ? store.throttles(asked.id) : null),
    wait: (asked, onStatus) => waitForRollout(asked, parts, onStatus),
    async work({ mayBeUnderWay }) {
      await parts.jobs.work(
        sliceJobName,
        (data, run) => upgradeSlice(sliceShape.parse(data), run, { ...parts, watch }),
        { atOnce: slicesAtOnce },
      )
      await parts.jobs.work(stepJobName, (data, run) => stepRollout(stepShape.parse(data).rolloutId, run, parts), {
        atOnce: stepsAtOnce,
      })
      if (mayBeUnderWay) keepSweeping(parts)
    },
  }
}

/** Enough that Graph, and not a slow place in one of them, sets the pace. */
const slicesAtOnce = 6
/** Of as many rollouts; none of them is a long one. */
const stepsAtOnce = 4

/** Each rollout that is under way gets its next step asked for, at once and now and then. */
function keepSweeping(parts: RolloutParts): void {
  const sweep = async () => {
    for (const { id } of await parts.store.underWay()) {
      await parts.jobs.schedule(stepJobName, { rolloutId: id }, { runAfterSeconds: 0, singletonKey: `${id}/sweep` })
    }
  }
  const sweepSafely = () =>
    sweep().catch((error: unknown) => parts.onTrouble(error, 'rollouts could not be looked for'))
  const timer = setInterval(() => void sweepSafely(), sweepEveryMs).unref()
  parts.stopping.addEventListener('abort', () => clearInterval(timer))
  void sweepSafely()
}

const sliceShape = z.object({ rolloutId: z.string(), from: z.number(), to: z.number(), generation: z.number() })
const stepShape = z.object({ rolloutId: z.string() })
