import { type Kysely, sql } from 'kysely'
import type { RolloutStore, Slice } from '../rollouts/rollout-store.ts'
import type { ClaimedTarget, PlaceRef } from '../rollouts/target.ts'
import { storableText } from './storable.ts'
import type { Tables } from './tables.ts'

type ClaimRow = {
  kind: PlaceRef['kind']
  place_id: string
  attempts: number
  posts: number
  sent_at: Date | null
  sent_from: string | null
  installation_id: string | null
  version: string | null
  consented: NonNullable<ClaimedTarget['known']>['consented']
  seen_at: Date | null
}

/**
 * Takes what is due in a slice, with what is known of each place, in one statement. A claim holds for as long as its job
 * is under way: pg-boss notices the death of a process, and gives a job up that has had too many of them.
 */
export async function claimTargets(db: Kysely<Tables>, slice: Slice, jobId: string): Promise<ClaimedTarget[]> {
  const { rows } = await sql<ClaimRow>`
    with due as (
      select kind, place_id from upgrade_bot.rollout_target
      where rollout_id = ${slice.rolloutId} and position >= ${slice.from} and position < ${slice.to}
        and state = 'pending' and (not_before is null or not_before <= now())
        and (claimed_by is null or claimed_by = ${jobId}
          or claimed_by not in (select id::text from pgboss.job where state = 'active'))
      for update skip locked
    ), claimed as (
      update upgrade_bot.rollout_target as target
      set claimed_by = ${jobId}, attempts = attempts + 1
      from due
      where target.rollout_id = ${slice.rolloutId} and target.kind = due.kind and target.place_id = due.place_id
      returning target.*
    )
    select claimed.kind, claimed.place_id, claimed.attempts, claimed.posts, claimed.sent_at, claimed.sent_from,
      known.installation_id, known.version, known.consented, known.seen_at
    from claimed
    join upgrade_bot.rollout as rollout on rollout.id = claimed.rollout_id
    left join upgrade_bot.known_installation as known
      on known.tenant_id = rollout.tenant_id and known.kind = claimed.kind and known.place_id = claimed.place_id
      and known.app_id = lower(coalesce(rollout.app ->> 'externalId', rollout.app ->> 'catalogId'))
    order by claimed.position`.execute(db)
  return rows.map(toClaimed)
}

function toClaimed(row: ClaimRow): ClaimedTarget {
  const { installation_id: installationId, seen_at: seenAt } = row
  const known = installationId && seenAt
  return {
    kind: row.kind,
    id: row.place_id,
    attempts: row.attempts,
    posts: row.posts,
    sent: row.sent_at ? { at: row.sent_at, from: row.sent_from } : null,
    known: known ? { installationId, version: row.version, consented: row.consented, seenAt } : null,
  }
}

export type Sent = { rolloutId: string; place: PlaceRef; from: string | null }

/** Before the requests go out. The same row marked twice keeps what it started from. */
export async function markSent(db: Kysely<Tables>, sent: Sent[]): Promise<void> {
  const rows = sent.map(({ rolloutId, place, from }) => ({ ...place, rolloutId, from: storableText(from) }))
  await sql`
    update upgrade_bot.rollout_target as target
    set sent_from = case when target.sent_at is null then sent."from" else target.sent_from end,
      sent_at = coalesce(target.sent_at, now())
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as sent("rolloutId" text, kind text, id text, "from" text)
    where target.rollout_id = sent."rolloutId" and target.kind = sent.kind and target.place_id = sent.id
      and target.state = 'pending'`.execute(db)
}

type Release = Parameters<RolloutStore['release']>

export async function releaseClaims(db: Kysely<Tables>, ...[id, jobId, deferrals]: Release): Promise<void> {
  const rows = deferrals.map(({ kind, id: placeId, afterSeconds }) => ({ kind, id: placeId, afterSeconds }))
  await sql`
    update upgrade_bot.rollout_target as target
    set claimed_by = null,
      not_before = (
        select now() + make_interval(secs => deferral."afterSeconds")
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as deferral(kind text, id text, "afterSeconds" float8)
        where deferral.kind = target.kind and deferral.id = target.place_id
      )
    where rollout_id = ${id} and state = 'pending' and claimed_by = ${jobId}`.execute(db)
}

/** What somebody else holds is looked at again in two seconds. */
export async function restOf(db: Kysely<Tables>, { rolloutId, from, to }: Slice) {
  const { rows } = await sql<{ pending: number; due: number }>`
    select count(*)::integer as pending,
      greatest(0, coalesce(min(case when claimed_by is not null then 2
        else extract(epoch from coalesce(not_before, now()) - now()) end), 0))::float8 as due
    from upgrade_bot.rollout_target
    where rollout_id = ${rolloutId} and position >= ${from} and position < ${to} and state = 'pending'`.execute(db)
  return { pending: rows[0]?.pending ?? 0, dueInSeconds: rows[0]?.due ?? 0 }
}
