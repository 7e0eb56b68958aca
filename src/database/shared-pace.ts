import { type Kysely, type Selectable, sql } from 'kysely'
import type { PaceAsk, PaceGrant, PaceKey, SharedPace } from '../rollouts/shared-pace.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey } from './storable.ts'
import type { PaceBudgetTable, Tables } from './tables.ts'

/** Somebody waits for a moment to send: rather a budget of one's own than a long wait for the common one. */
const patienceMs = 1_000

/** The budget of a tenant as a row that all workers of one database take from, by the database's own clock. */
export function createSharedPace(store: Pick<LazyStore, 'use'>): SharedPace {
  return {
    reserve: (key, ask) => store.use(({ sql: db }) => reserve(db, storable(key), ask), patienceMs),
    change: (key, next) =>
      store.use(async ({ sql: db }) => {
        const { tenantId, bucket } = storable(key)
        const { numUpdatedRows } = await db
          .updateTable('pace_budget')
          .set({
            revision: next.revision + 1,
            per_second: next.perSecond,
            ceiling: next.ceiling,
            raised_at_ms: next.raisedAtMs,
            lowered_at_ms: next.loweredAtMs,
            closed_until_ms: next.closedUntilMs,
            throttled_until_ms: next.throttledUntilMs,
            back_offs: next.backOffs,
          })
          .where('tenant_id', '=', tenantId)
          .where('bucket', '=', bucket)
          .where('revision', '=', next.revision)
          .executeTakeFirstOrThrow()
        return numUpdatedRows > 0n
      }, patienceMs),
  }
}

const storable = ({ tenantId, bucket }: PaceKey): PaceKey => ({ tenantId: storableKey(tenantId), bucket })

async function reserve(db: Kysely<Tables>, key: PaceKey, ask: PaceAsk): Promise<PaceGrant> {
  const granted = await take(db, key, ask)
  if (granted) return granted
  await begin(db, key, ask)
  const first = await take(db, key, ask)
  if (!first) throw new Error('the budget of a tenant is gone as soon as it is begun')
  return first
}

type Row = Selectable<PaceBudgetTable> & { now_ms: number; first_ms: number; granted: number; spacing_ms: number }

/**
 * One statement. The row is read as it is once it is ours, so that whoever waited for it sees what the one before took.
 * A clock that was set back left times behind that lie too far ahead: they are not believed.
 */
async function take(db: Kysely<Tables>, key: PaceKey, { slots, waitedMs, limit, probeMs }: PaceAsk) {
  const { rows } = await sql<Row>`
    with clock as materialized (select extract(epoch from clock_timestamp())::double precision * 1000 as now_ms),
    mine as (
      select budget.*, clock.now_ms from upgrade_bot.pace_budget as budget, clock
      where budget.tenant_id = ${key.tenantId} and budget.bucket = ${key.bucket} for update of budget
    ),
    believed as (
      select tenant_id, bucket, now_ms, revision, per_second, ceiling, back_offs,
        case when next_ms > now_ms + 30000 then now_ms else next_ms end as next_ms,
        least(raised_at_ms, now_ms + 2000) as raised_at_ms,
        least(lowered_at_ms, now_ms) as lowered_at_ms,
        case when closed_until_ms > now_ms + 61000 then now_ms else closed_until_ms end as closed_until_ms,
        least(throttled_until_ms, now_ms + 86400000) as throttled_until_ms,
        1000 / least(per_second, ${limit}::double precision) as spacing_ms
      from mine
    ),
    answer as (
      select *,
        greatest(next_ms, closed_until_ms, now_ms - ${waitedMs}::double precision) as first_ms,
        closed_until_ms <= now_ms and throttled_until_ms > now_ms and ${slots} > 0 as is_probe,
        case
          when closed_until_ms > now_ms then 0
          when throttled_until_ms > now_ms then least(${slots}::integer, 1)
          else ${slots}::integer
        end as granted
      from believed
    )
    update upgrade_bot.pace_budget as budget set
      next_ms = case when answer.granted = 0 then answer.next_ms else answer.first_ms + answer.granted * answer.spacing_ms end,
      revision = answer.revision + answer.is_probe::integer,
      raised_at_ms = answer.raised_at_ms,
      lowered_at_ms = answer.lowered_at_ms,
      closed_until_ms = case
        when answer.is_probe then answer.now_ms + ${probeMs}::double precision else answer.closed_until_ms end,
      throttled_until_ms = answer.throttled_until_ms
    from answer where budget.tenant_id = answer.tenant_id and budget.bucket = answer.bucket
    returning budget.*, answer.now_ms, answer.first_ms, answer.granted, answer.spacing_ms`.execute(db)
  return rows[0] ? toGrant(rows[0]) : null
}

async function begin(db: Kysely<Tables>, { tenantId, bucket }: PaceKey, { limit }: PaceAsk): Promise<void> {
  const never = sql<number>`-1e15`
  const now = sql<number>`extract(epoch from clock_timestamp())::double precision * 1000`
  await db
    .insertInto('pace_budget')
    .values({
      tenant_id: tenantId,
      bucket,
      next_ms: now,
      revision: 0,
      per_second: limit,
      ceiling: null,
      raised_at_ms: now,
      lowered_at_ms: never,
      closed_until_ms: never,
      throttled_until_ms: never,
      back_offs: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

function toGrant(row: Row): PaceGrant {
  return {
    slots: row.granted,
    firstMs: row.first_ms,
    spacingMs: row.spacing_ms,
    nowMs: row.now_ms,
    state: {
      revision: row.revision,
      perSecond: row.per_second,
      ceiling: row.ceiling,
      raisedAtMs: row.raised_at_ms,
      loweredAtMs: row.lowered_at_ms,
      closedUntilMs: row.closed_until_ms,
      throttledUntilMs: row.throttled_until_ms,
      backOffs: row.back_offs,
    },
  }
}
