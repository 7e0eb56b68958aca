import { type Kysely, sql } from 'kysely'
import type { RolloutStore, Slice } from '../rollouts/rollout-store.ts'
import type { Tables } from './tables.ts'

type Options = Parameters<RolloutStore['nextSlices']>[1]

/** As a claim sees it. */
const claimable = sql`and (not_before is null or not_before <= now())
  and (claimed_by is null or claimed_by not in (select id::text from pgboss.job where state = 'active'))`

/** Asked after every slice: reads no more of the index than as many targets as such slices can hold. */
export async function readNextSlices(db: Kysely<Tables>, id: string, options: Options): Promise<Slice[]> {
  const now = await readSlices(db, id, { ...options, isNow: true })
  return now.length > 0 ? now : readSlices(db, id, { ...options, isNow: false })
}

async function readSlices(
  db: Kysely<Tables>,
  id: string,
  { size, until, most, isNow }: Options & { isNow: boolean },
): Promise<Slice[]> {
  const { rows } = await sql<{ slice: number }>`
    with first as (
      select position from upgrade_bot.rollout_target
      where rollout_id = ${id} and state = 'pending' and position < ${until} ${isNow ? claimable : sql``}
      order by position limit ${size * most}
    )
    select distinct position / ${size}::integer as slice from first order by slice limit ${most}`.execute(db)
  return rows.map(({ slice }) => ({ rolloutId: id, from: slice * size, to: Math.min((slice + 1) * size, until) }))
}
