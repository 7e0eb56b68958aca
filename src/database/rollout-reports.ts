import { type Kysely, sql } from 'kysely'
import type { TargetQuery } from '../rollouts/rollout-store.ts'
import { type Counts, noCounts, type Target } from '../rollouts/target.ts'
import { toTarget } from './rollout-rows.ts'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

const longestPage = 1_000

export async function countTargets(db: Kysely<Tables>, rolloutId: string): Promise<Counts> {
  const rows = await db
    .selectFrom('rollout_target')
    .select(['state', sql<number>`count(*)::integer`.as('targets')])
    .where('rollout_id', '=', storableKey(rolloutId))
    .groupBy('state')
    .execute()
  return Object.assign(noCounts(), Object.fromEntries(rows.map(({ state, targets }) => [state, targets])))
}

/** In the order they are worked on; the page after `after` begins where that one ended, whatever happened since. */
export async function pageOfTargets(
  db: Kysely<Tables>,
  rolloutId: string,
  { states, search, limit, after }: TargetQuery,
): Promise<{ targets: Target[]; next: string | null }> {
  const size = Math.min(Math.max(Math.trunc(limit), 1), longestPage)
  let query = db
    .selectFrom('rollout_target')
    .selectAll()
    .where('rollout_id', '=', storableKey(rolloutId))
    .where('position', '>', /^\d{1,9}$/.test(after ?? '') ? Number(after) : -1)
  if (states) query = query.where('state', 'in', states)
  if (search) query = query.where(sql<boolean>`strpos(lower(place_id), lower(${storableKey(search)})) > 0`)
  const rows = await query
    .orderBy('position')
    .limit(size + 1)
    .execute()
  const page = rows.slice(0, size)
  const last = page.at(-1)?.position
  const next = rows.length > size && last !== null && last !== undefined ? String(last) : null
  return { targets: page.map(toTarget), next }
}

export async function endedWithin(db: Kysely<Tables>, rolloutId: string, seconds: number): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    select count(*)::integer as ended from upgrade_bot.rollout_target
    where rollout_id = ${rolloutId} and ended_at > now() - make_interval(secs => ${seconds})`.execute(db)
  return rows[0]?.ended ?? 0
}

export async function timelineOf(db: Kysely<Tables>, rolloutId: string, bucketSeconds: number) {
  const seconds = Math.max(1, Math.trunc(bucketSeconds))
  const { rows } = await sql<{ at: Date; done: number; failed: number }>`
    select to_timestamp(floor(extract(epoch from ended_at) / ${seconds}::integer) * ${seconds}::integer) as at,
      (count(*) filter (where state in ('upgraded', 'accepted', 'current')))::integer as done,
      (count(*) filter (where state in ('refused', 'failed')))::integer as failed
    from upgrade_bot.rollout_target
    where rollout_id = ${rolloutId} and ended_at is not null
    group by 1 order by 1`.execute(db)
  return rows
}
