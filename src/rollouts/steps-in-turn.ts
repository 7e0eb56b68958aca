import type { JobOrder, Jobs } from '../installations/jobs.ts'
import { stepJobName } from './rollout-parts.ts'

/**
 * Every step of a rollout, whatever asks for it, waits until the one before has ended: two of them would list the same
 * places side by side, and the steps of a single large rollout would take all the workers there are.
 */
export function stepsInTurn(jobs: Jobs): Jobs {
  return {
    ...jobs,
    schedule: (name, data, timing) => jobs.schedule(name, data, inTurn(name, { data, timing }).timing),
    scheduleMany: (name, orders) =>
      jobs.scheduleMany(
        name,
        orders.map((order) => inTurn(name, order)),
      ),
  }
}

function inTurn(name: string, order: JobOrder): JobOrder {
  const { rolloutId } = order.data
  if (name !== stepJobName || typeof rolloutId !== 'string') return order
  return { ...order, timing: { ...order.timing, group: rolloutId } }
}
