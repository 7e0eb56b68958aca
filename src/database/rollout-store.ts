import { type Kysely, sql } from 'kysely'
import { isOver, type Rollout, sizeOfWaves } from '../rollouts/rollout.ts'
import type { RolloutFacts, RolloutStore, Slice } from '../rollouts/rollout-store.ts'
import { type Finished, finishTargets } from './finish-targets.ts'
import type { LazyStore } from './lazy-store.ts'
import { allowStatements, useLong } from './long-work.ts'
import { readNextSlices } from './next-slices.ts'
import { addKnownPlaces, addPage, addTargets, orderTargets } from './rollout-plans.ts'
import { countTargets, endedWithin, pageOfTargets, timelineOf } from './rollout-reports.ts'
import { patchRow, rolloutRow, toRollout } from './rollout-rows.ts'
import { claimTargets, markSent, releaseClaims, restOf, type Sent } from './rollout-targets.ts'
import { noteThrottle, readThrottles } from './rollout-throttles.ts'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'
import { writeTogether } from './write-together.ts'

/** Work in the background may wait longer than a person would. */
const deadlineMs = 30_000

/** Rollouts in the database. Every method rejects with `StoreUnavailable` when it cannot be used. */
export function createRolloutStore(store: LazyStore): RolloutStore {
  const use = <T>(work: (db: Kysely<Tables>) => Promise<T>) =>
    store.use(({ patientSql }) => work(patientSql), deadlineMs)
  const sendMark = writeTogether<Sent>((sent) => use((db) => markSent(db, sent)))
  const finish = writeTogether<Finished>((finished) => use((db) => finishTargets(db, finished)))
  const get = (id: string) => use((db) => readRollout(db, id))
  return {
    create: (rollout) => use((db) => createRollout(db, rollout)),
    discard: (id) => use((db) => discardRollout(db, storableKey(id))),
    get,
    list: (tenantId, limit) =>
      use(async (db) => {
        const query = db.selectFrom('rollout').selectAll().where('tenant_id', '=', storableKey(tenantId))
        return (await query.orderBy('created_at', 'desc').limit(limit).execute()).map(toRollout)
      }),
    underWay: () =>
      use(async (db) => {
        const query = db.selectFrom('rollout').selectAll().where(isUnderWay)
        return (await query.orderBy('created_at').execute()).map(toRollout)
      }),
    change: (id, decide) => use((db) => changeRollout(db, id, decide)),
    planning: (id) =>
      use(async (db) => {
        const query = db.selectFrom('rollout').select(['kinds', 'plan_cursor']).where('id', '=', storableKey(id))
        const row = await query.executeTakeFirst()
        return row ? { kinds: row.kinds, cursor: row.plan_cursor } : null
      }),
    addTargets: (id, places, options = {}) => use((db) => addTargets(db, id, { places, ...options })),
    addPage: (planned, page) => use((db) => addPage(db, planned, page)),
    addKnownPlaces: (id, kinds) => useLong(store, (db) => addKnownPlaces(db, id, kinds)),
    order: (id, how) => useLong(store, (db) => orderTargets(db, id, how)),
    counts: (id) => use((db) => countTargets(db, id)),
    claim: (slice, jobId) => use((db) => claimTargets(db, slice, jobId)),
    markSent: (rolloutId, target, from) => sendMark({ rolloutId, target, from }),
    finish: (rollout, target) => finish({ rollout, target }),
    release: (id, jobId, returned) => use((db) => releaseClaims(db, id, jobId, returned)),
    rest: (slice) => use((db) => restOf(db, slice)),
    pendingSlices: (id, options) => use((db) => readPendingSlices(db, id, options)),
    nextSlices: (id, options) => use((db) => readNextSlices(db, id, options)),
    skipPending: (id, end) => useLong(store, (db) => skipPending(db, id, end)),
    targets: (id, query) => use((db) => pageOfTargets(db, id, query)),
    endedWithin: (id, seconds) => use((db) => endedWithin(db, id, seconds)),
    throttles: (id) => use((db) => readThrottles(db, id)),
    timeline: (id, bucketSeconds) => use((db) => timelineOf(db, id, bucketSeconds)),
  }
}

/** One of the first generation has never begun: its list is being written down, or is left to its own job. */
const isUnderWay = sql<boolean>`state not in ('ended', 'aborted') or (state = 'aborted' and generation > 1 and exists (
  select from upgrade_bot.rollout_target as target where target.rollout_id = rollout.id and target.state = 'pending'))`

async function createRollout(db: Kysely<Tables>, rollout: Parameters<RolloutStore['create']>[0]): Promise<void> {
  await db
    .insertInto('rollout')
    .values(rolloutRow(rollout))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

async function discardRollout(db: Kysely<Tables>, id: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const query = transaction.selectFrom('rollout').select('id').where('id', '=', id).forUpdate()
    const row = await query.where('state', '=', 'aborted').where('started_at', 'is', null).executeTakeFirst()
    if (!row) return
    await transaction.deleteFrom('rollout_target').where('rollout_id', '=', id).execute()
    await transaction.deleteFrom('rollout').where('id', '=', id).execute()
  })
}

async function readRollout(db: Kysely<Tables>, id: string): Promise<Rollout | null> {
  const row = await db.selectFrom('rollout').selectAll().where('id', '=', storableKey(id)).executeTakeFirst()
  return row ? toRollout(row) : null
}

type Decide = Parameters<RolloutStore['change']>[1]

async function changeRollout(db: Kysely<Tables>, id: string, decide: Decide): Promise<Rollout | null> {
  return db.transaction().execute(async (transaction) => {
    const query = transaction.selectFrom('rollout').selectAll().where('id', '=', storableKey(id)).forUpdate()
    const row = await query.executeTakeFirst()
    if (!row) return null
    const rollout = toRollout(row)
    const otherUnderWay = isOver(rollout) ? await readOther(transaction, rollout) : null
    const patch = decide(rollout, { ...(await readFacts(transaction, rollout)), otherUnderWay })
    if (patch === null) return rollout
    const { retryFailed: isRetry, ...columns } = patch
    if (isRetry) await retryFailed(transaction, rollout.id)
    const changed = patchRow(columns)
    if (Object.keys(changed).length > 0) {
      await transaction.updateTable('rollout').set(changed).where('id', '=', rollout.id).execute()
    }
    if (patch.throttledUntil) await noteThrottle(transaction, rollout.id, patch.throttledUntil)
    return { ...rollout, ...columns }
  })
}

/** Whoever wants to begin waits here for whoever else does, so that of two at once one finds the other. */
async function readOther(db: Kysely<Tables>, { id, tenantId, app }: Rollout): Promise<string | null> {
  await sql`select pg_advisory_xact_lock(hashtext(${`${tenantId}/${app.catalogId}`}))`.execute(db)
  const { rows } = await sql<{ id: string }>`
    select id from upgrade_bot.rollout
    where tenant_id = ${tenantId} and app ->> 'catalogId' = ${app.catalogId} and id <> ${id}
      and state not in ('ended', 'aborted') and not (settings ->> 'isDryRun')::boolean
    limit 1`.execute(db)
  return rows[0]?.id ?? null
}

/** By look-ups in the index: this is asked after every slice, whatever the size of the rollout. */
async function readFacts(db: Kysely<Tables>, rollout: Rollout): Promise<Omit<RolloutFacts, 'otherUnderWay'>> {
  const open = sizeOfWaves(rollout.settings.waves, rollout.openWaves, rollout.total)
  const targets = sql`select from upgrade_bot.rollout_target where rollout_id = ${rollout.id}`
  const { rows } = await sql<{ pending: boolean; open: boolean; failures: number }>`
    select exists (${targets} and state = 'pending') as pending,
      exists (${targets} and state = 'pending' and position < ${open}) as open,
      (select count(*)::integer from upgrade_bot.rollout_target
        where rollout_id = ${rollout.id} and state in ('refused', 'failed')) as failures`.execute(db)
  const { pending = false, open: pendingInOpen = false, failures = 0 } = rows[0] ?? {}
  return {
    hasPending: pending,
    hasPendingInOpen: pendingInOpen,
    failures: Math.max(0, failures - rollout.forgiven),
  }
}

type SliceOptions = Parameters<RolloutStore['pendingSlices']>[1]

async function readPendingSlices(db: Kysely<Tables>, id: string, { size, until }: SliceOptions): Promise<Slice[]> {
  const { rows } = await sql<{ slice: number }>`
    select distinct position / ${size}::integer as slice from upgrade_bot.rollout_target
    where rollout_id = ${id} and state = 'pending' and position < ${until}
    order by slice`.execute(db)
  return rows.map(({ slice }) => ({ rolloutId: id, from: slice * size, to: Math.min((slice + 1) * size, until) }))
}

type SkipEnd = Parameters<RolloutStore['skipPending']>[1]

async function skipPending(db: Kysely<Tables>, id: string, { state, detail }: SkipEnd): Promise<void> {
  const outcome = { from: null, to: null, granted: [], missing: [], lost: [], reason: null, detail, requestId: null }
  await sql`
    update upgrade_bot.rollout_target
    set state = ${state}, outcome = ${JSON.stringify(outcome)}::jsonb, ended_at = clock_timestamp(), not_before = null
    where rollout_id = ${id} and state = 'pending' and claimed_by is null and sent_at is null`.execute(db)
}

/** It may be every target: the usual limit would refuse a retry each time it is asked for. */
const longestRetryMs = 60_000

async function retryFailed(db: Kysely<Tables>, id: string): Promise<void> {
  await allowStatements(db, longestRetryMs)
  await db
    .updateTable('rollout_target')
    .set({
      state: 'pending',
      outcome: null,
      ended_at: null,
      attempts: 0,
      not_before: null,
      sent_at: null,
      sent_from: null,
      claimed_by: null,
    })
    .where('rollout_id', '=', storableKey(id))
    .where('state', 'in', ['refused', 'failed'])
    .execute()
}
