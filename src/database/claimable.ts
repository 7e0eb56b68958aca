import { sql } from 'kysely'

/** The target is not put off until later. */
export const isDue = sql`(not_before is null or not_before <= now())`

/** Nobody has claimed it who is still at work. */
export const isUnclaimed = sql`
  (claimed_by is null or claimed_by not in (select id::text from pgboss.job where state = 'active'))`
