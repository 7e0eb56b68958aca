import { type Kysely, sql } from 'kysely'
import type { RolloutStore, Slice } from '../rollouts/rollout-store.ts'
import { isDue, isUnclaimed } from './claimable.ts'
import type { Tables } from './tables.ts'

type Options = Parameters<RolloutStore['nextSlices']>[1]

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
      where rollout_id = ${id} and state = 'pending' and position < ${until} ${isNow ? sql`and ${isDue} and ${isUnclaimed}` : sql``}
      order by position limit ${size * most}
    )
    select distinct position / ${size}::integer as slice from first order by slice limit ${most}`.execute(db)
  return rows.map(({ slice }) => ({ rolloutId: id, from: slice * size, to: Math.min((slice + 1) * size, until) }))
}
