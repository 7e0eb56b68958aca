import { secondsUntilOpen } from '../maintenance-window.ts'
import type { RolloutSettings, RolloutState } from '../rollouts/rollout.ts'
import type { LazyStore } from './lazy-store.ts'

/** `window-closed`: running, and not before its window opens. */
export type QueueState = Exclude<RolloutState, 'ended' | 'aborted'> | 'window-closed'

export type PendingTargets = { state: QueueState; targets: number }

const states: QueueState[] = ['planning', 'awaiting-approval', 'running', 'window-closed', 'waiting', 'paused']

/** How long the queue is, by the state of the rollout: one row for each state that is not over. */
export function createPendingTargets(store: LazyStore): () => Promise<PendingTargets[]> {
  return () =>
    store.use(async ({ sql }) => {
      const rows = await sql
        .selectFrom('rollout')
        .innerJoin('rollout_target', 'rollout_target.rollout_id', 'rollout.id')
        .select(({ fn }) => ['rollout.state', 'rollout.settings', fn.countAll<string | number>().as('targets')])
        .where('rollout.state', 'not in', ['ended', 'aborted'])
        .where('rollout_target.state', '=', 'pending')
        .groupBy('rollout.id')
        .execute()
      const pendingIn = (state: QueueState) => rows.filter((row) => queueState(row) === state)
      return states.map((state) => ({
        state,
        targets: pendingIn(state).reduce((sum, { targets }) => sum + Number(targets), 0),
      }))
    })
}

function queueState({ state, settings: { window } }: { state: RolloutState; settings: RolloutSettings }) {
  const isClosed = state === 'running' && window !== null && secondsUntilOpen(window, new Date()) > 0
  return isClosed ? 'window-closed' : state
}
