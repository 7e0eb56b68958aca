import type { PgBoss, Queue } from 'pg-boss'
import type { Logger } from '../log.ts'
import type { LazyStore, OpenStore } from './lazy-store.ts'
import { codeOf } from './sql-state.ts'

export type BossSettings = { store: LazyStore; kind: 'postgres' | 'pglite'; log: Pick<Logger, 'warn'> }

/** For pg-boss's own statements, its migrations among them; nobody waits for them in a conversation. */
const deadlineMs = 30_000
const statementMs = 15_000

/**
 * How jobs run, whatever their name: one waiting job a singleton key; again after a failure, soon at first and a minute
 * apart at last; again when the process that had it is not heard of for ten seconds.
 */
export const queueOptions: Omit<Queue, 'name'> = {
  policy: 'short',
  retryLimit: 10,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 60,
  // Death shows in the missing heartbeat; work that waits for a busy Graph may take long.
  expireInSeconds: 3600,
  heartbeatSeconds: 10,
  deleteAfterSeconds: 24 * 3600,
}

/** A pg-boss that works through the store and thus survives its being opened anew. */
export async function startBoss({ store, kind, log }: BossSettings): Promise<PgBoss> {
  // An embedded database has no other process whose death could go unnoticed: nothing to look for every few seconds.
  const superviseIntervalSeconds = kind === 'pglite' ? 30 : 2
  // Loaded with the first job: most runs of a terminal command need none.
  const library = await import('pg-boss')
  const boss = new library.PgBoss({
    backend: kind,
    db: { executeSql: (text, values) => store.use(({ pool }) => execute(pool, text, values), deadlineMs) },
    schedule: false,
    superviseIntervalSeconds,
    monitorIntervalSeconds: superviseIntervalSeconds,
    maintenanceIntervalSeconds: 3600,
  })
  let quietUntil = 0
  boss.on('error', (err) => {
    // While a server is down every look for jobs fails: once in a while is enough.
    if (performance.now() < quietUntil) return
    quietUntil = performance.now() + 30_000
    log.warn({ err }, 'The job queue had an error')
  })
  boss.on('warning', (warning) => log.warn({ warning }, 'The job queue has a warning'))
  try {
    await boss.start()
    if (kind === 'pglite') await releaseOrphans(store, boss)
    return boss
  } catch (error) {
    await boss.stop({ graceful: false }).catch(() => {})
    throw error
  }
}

/** A failed block of several statements must not leave its transaction open for whoever gets the connection next. */
async function execute(pool: OpenStore['pool'], text: string, values: unknown[] | undefined) {
  const client = await pool.connect()
  try {
    const statement = { text, ...(values && { values }), query_timeout: statementMs }
    const result = await client.query(statement)
    client.release()
    return result
  } catch (error) {
    // Who said nothing will not answer this either.
    const isSound = codeOf(error) !== null && (await client.query('rollback').then(Boolean, () => false))
    client.release(!isSound)
    throw error
  }
}

/** The directory has one owner, so whatever was under way when it was opened belonged to a process that is gone. */
async function releaseOrphans(store: LazyStore, boss: PgBoss): Promise<void> {
  const text = `select name, array_agg(id) as ids from pgboss.job where state = 'active' group by name`
  const { rows } = await store.use(({ pool }) => pool.query<{ name: string; ids: string[] }>(text))
  for (const { name, ids } of rows) {
    // Failing counts the attempt, so that a job that kills its process does not do so for ever; then no delay is due.
    await boss.fail(name, ids, { reason: 'its process ended' })
    for (const id of ids) await boss.update(name, undefined, { id, startAfter: 0 })
  }
}
