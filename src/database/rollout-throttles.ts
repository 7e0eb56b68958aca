import { type Kysely, sql } from 'kysely'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

export type Throttle = { from: Date; until: Date }

/** Waits that follow one another within this are one to whoever looks at them. */
const togetherSeconds = 2

/** Graph asks to wait from now until then. */
export async function noteThrottle(db: Kysely<Tables>, rolloutId: string, until: Date): Promise<void> {
  await sql`
    with longer as (
      update upgrade_bot.rollout_throttle set until_at = greatest(until_at, ${until})
      where rollout_id = ${rolloutId} and until_at >= now() - make_interval(secs => ${togetherSeconds})
      returning 1
    )
    insert into upgrade_bot.rollout_throttle (rollout_id, began_at, until_at)
    select ${rolloutId}, now(), ${until} where not exists (select from longer)
    on conflict do nothing`.execute(db)
}

/** In the order of time; what is still to be waited for ends now. */
export async function readThrottles(db: Kysely<Tables>, rolloutId: string): Promise<Throttle[]> {
  const { rows } = await sql<Throttle>`
    select began_at as "from", least(until_at, now()) as until from upgrade_bot.rollout_throttle
    where rollout_id = ${storableKey(rolloutId)} order by began_at`.execute(db)
  return rows
}
