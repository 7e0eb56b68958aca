import type { Database } from '../database/open-database.ts'
import type { Logger } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'
import { observeTargets } from './observe-upgrades.ts'

/**
 * The same database, which tells of each place that a rollout is done with. It and the queue in it are read when metrics are asked
 * for; it is never opened just to be looked at.
 */
export function observeDatabase(
  database: Database,
  { log, telemetry }: { log: Pick<Logger, 'info'>; telemetry: Telemetry },
): Database {
  telemetry.watch('databaseUp', async () => {
    const health = await database.health()
    if (health === 'not opened yet') return []
    return [{ value: health.startsWith('ok') ? 1 : 0, labels: {} }]
  })
  telemetry.watch('pendingTargets', async () => {
    if (!(await database.health()).startsWith('ok')) return []
    const pending = await database.pendingTargets().catch(() => [])
    return pending.map(({ state, targets }) => ({ value: targets, labels: { state } }))
  })
  return { ...database, rollouts: observeTargets(database.rollouts, { log, telemetry }) }
}
