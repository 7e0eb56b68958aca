import type { RolloutState } from '../rollouts/rollout.ts'
import type { LazyStore } from './lazy-store.ts'

export type PendingTargets = { state: RolloutState; targets: number }

const liveStates: RolloutState[] = ['planning', 'awaiting-approval', 'running', 'waiting', 'paused']

/** How long the queue is, by the state of the rollout: one row for each state that is not over. */
export function createPendingTargets(store: LazyStore): () => Promise<PendingTargets[]> {
  return () =>
    store.use(async ({ sql }) => {
      const rows = await sql
        .selectFrom('rollout')
        .innerJoin('rollout_target', 'rollout_target.rollout_id', 'rollout.id')
        .select(({ fn }) => ['rollout.state', fn.countAll<string | number>().as('targets')])
        .where('rollout.state', 'in', liveStates)
        .where('rollout_target.state', '=', 'pending')
        .groupBy('rollout.state')
        .execute()
      return liveStates.map((state) => ({
        state,
        targets: Number(rows.find((row) => row.state === state)?.targets ?? 0),
      }))
    })
}
