import { type Kysely, sql } from 'kysely'
import type { PlanCursor, PlannedPage, RolloutStore } from '../rollouts/rollout-store.ts'
import type { PlaceKind, PlaceRef } from '../rollouts/target.ts'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

type Planned = Parameters<RolloutStore['addPage']>[0]

/**
 * The row is held from the look to the end: what stops a rollout, or begins it, waits, and then sees these places. Of two
 * that read the same page one finds the cursor moved.
 */
export async function addPage(db: Kysely<Tables>, planned: Planned, page: PlannedPage): Promise<boolean> {
  const id = storableKey(planned.id)
  return db.transaction().execute(async (transaction) => {
    const query = transaction.selectFrom('rollout').select('id').where('id', '=', id).forUpdate()
    const row = await query
      .where('state', '=', 'planning')
      .where('generation', '=', planned.generation)
      .where(sql<boolean>`plan_cursor is not distinct from ${jsonOf(page.from)}::jsonb`)
      .executeTakeFirst()
    if (!row) return false
    await addTargets(transaction, id, { places: page.places })
    await transaction
      .updateTable('rollout')
      .set({ plan_cursor: jsonOf(page.to) })
      .where('id', '=', id)
      .execute()
    return true
  })
}

/** Whole, unlike other JSON here: a link that is cut leads nowhere. */
const jsonOf = (cursor: PlanCursor) =>
  cursor && JSON.stringify(cursor, (_, part: unknown) => (typeof part === 'string' ? storableKey(part) : part))

/** Whatever is in it already stays as it is; so a page that is read twice counts once. */
export async function addTargets(
  db: Kysely<Tables>,
  rolloutId: string,
  { places, skipped }: { places: PlaceRef[]; skipped?: string },
): Promise<void> {
  const rows = places.map(({ kind, id }) => ({ kind, id: storableKey(id) }))
  const state = skipped === undefined ? 'pending' : 'skipped'
  const outcome = skipped === undefined ? null : JSON.stringify({ ...nothing, detail: skipped })
  await sql`
    with added as (
      insert into upgrade_bot.rollout_target (rollout_id, kind, place_id, state, outcome, ended_at)
      select ${rolloutId}, place.kind, place.id, ${state}, ${outcome}::jsonb,
        case when ${state} = 'pending' then null else now() end
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as place(kind text, id text)
      on conflict do nothing
      returning 1
    )
    update upgrade_bot.rollout set total = total + (select count(*) from added) where id = ${rolloutId}`.execute(db)
}

const nothing = { from: null, to: null, granted: [], missing: [], lost: [], reason: null, requestId: null }

/** The places that the bot knows the app to be in. */
export async function addKnownPlaces(db: Kysely<Tables>, rolloutId: string, kinds: PlaceKind[]): Promise<void> {
  await sql`
    with added as (
      insert into upgrade_bot.rollout_target (rollout_id, kind, place_id)
      select rollout.id, known.kind, known.place_id
      from upgrade_bot.rollout as rollout
      join upgrade_bot.known_installation as known on known.tenant_id = rollout.tenant_id
        and known.app_id = lower(coalesce(rollout.app ->> 'externalId', rollout.app ->> 'catalogId'))
      where rollout.id = ${rolloutId} and known.kind = any(${kinds})
      order by known.kind, known.place_id
      on conflict do nothing
      returning 1
    )
    update upgrade_bot.rollout set total = total + (select count(*) from added) where id = ${rolloutId}`.execute(db)
}

/**
 * What was left out on purpose stands at the end: a wave is a share of what is upgraded. Nothing moves any more once it
 * has begun, or what is done by then would change places with what is not.
 */
export async function orderTargets(
  transaction: Kysely<Tables>,
  rolloutId: string,
  how: 'given' | 'mixed',
): Promise<void> {
  const order = how === 'given' ? sql`added` : sql`md5(rollout_id || kind || place_id)`
  const query = transaction.selectFrom('rollout').select('id').where('id', '=', storableKey(rolloutId)).forUpdate()
  const isPlanned = sql<boolean>`(state = 'planning' or (state = 'aborted' and started_at is null))`
  if (!(await query.where(isPlanned).executeTakeFirst())) return
  await sql`
    with numbered as (
      select kind, place_id, row_number() over (order by (state <> 'pending'), ${order}) - 1 as position
      from upgrade_bot.rollout_target where rollout_id = ${rolloutId}
    )
    update upgrade_bot.rollout_target as target set position = numbered.position
    from numbered
    where target.rollout_id = ${rolloutId} and target.kind = numbered.kind
      and target.place_id = numbered.place_id`.execute(transaction)
}
