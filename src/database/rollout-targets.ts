import { type Kysely, sql } from 'kysely'
import type { RolloutStore, Slice } from '../rollouts/rollout-store.ts'
import type { ClaimedTarget, PlaceRef } from '../rollouts/target.ts'
import { isDue, isUnclaimed } from './claimable.ts'
import { storableJson, storableText } from './storable.ts'
import type { Tables } from './tables.ts'

type ClaimRow = {
  kind: PlaceRef['kind']
  place_id: string
  attempts: number
  posts: number
  sent_at: Date | null
  sent_from: string | null
  outcome: { detail: string | null; requestId: string | null } | null
  installation_id: string | null
  version: string | null
  consented: NonNullable<ClaimedTarget['known']>['consented']
  seen_at: Date | null
}

/**
 * Takes what is due in a slice, with what is known of each place. A claim holds for as long as its job is under way:
 * pg-boss notices the death of a process, and gives a job up that has had too many of them.
 *
 * One claim of a rollout after the other. Side by side, a statement that is held up between two rows sees in the second
 * one the claim of a job that began meanwhile, and in the jobs, which it read before, that there is no such job.
 */
export async function claimTargets(db: Kysely<Tables>, slice: Slice, jobId: string): Promise<ClaimedTarget[]> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext(${`claims/${slice.rolloutId}`}))`.execute(transaction)
    return takeDue(transaction, slice, jobId)
  })
}

async function takeDue(db: Kysely<Tables>, slice: Slice, jobId: string): Promise<ClaimedTarget[]> {
  const { rows } = await sql<ClaimRow>`
    with due as (
      select kind, place_id from upgrade_bot.rollout_target
      where rollout_id = ${slice.rolloutId} and position >= ${slice.from} and position < ${slice.to}
        and state = 'pending' and ${isDue} and (claimed_by = ${jobId} or ${isUnclaimed})
      for update skip locked
    ), claimed as (
      update upgrade_bot.rollout_target as target
      set claimed_by = ${jobId}, attempts = attempts + 1
      from due
      where target.rollout_id = ${slice.rolloutId} and target.kind = due.kind and target.place_id = due.place_id
      returning target.*
    )
    select claimed.kind, claimed.place_id, claimed.attempts, claimed.posts, claimed.sent_at, claimed.sent_from,
      claimed.outcome, known.installation_id, known.version, known.consented, known.seen_at
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
  const { detail, requestId = null } = row.outcome ?? {}
  const said = detail ? { detail, requestId } : null
  return {
    kind: row.kind,
    id: row.place_id,
    attempts: row.attempts,
    posts: row.posts,
    sent: row.sent_at ? { at: row.sent_at, from: row.sent_from, said } : null,
    known: known ? { installationId, version: row.version, consented: row.consented, seenAt } : null,
  }
}

export type Sent = { rolloutId: string; target: PlaceRef & { attempts: number }; from: string | null }

/**
 * Before the requests go out. The same row marked twice keeps what it started from. A run that has lost its claim without
 * knowing counts as one more attempt: whoever has the target now cannot take its mark for their own and clear it.
 */
export async function markSent(db: Kysely<Tables>, sent: Sent[]): Promise<void> {
  const rows = sent.map(({ rolloutId, target: { kind, id, attempts }, from }) => {
    return { rolloutId, kind, id, attempts, from: storableText(from) }
  })
  await sql`
    update upgrade_bot.rollout_target as target
    set sent_from = case when target.sent_at is null then sent."from" else target.sent_from end,
      sent_at = coalesce(target.sent_at, now()),
      attempts = target.attempts + case when target.attempts = sent.attempts then 0 else 1 end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as sent("rolloutId" text, kind text, id text, attempts integer, "from" text)
    where target.rollout_id = sent."rolloutId" and target.kind = sent.kind and target.place_id = sent.id
      and target.state = 'pending'`.execute(db)
}

type Release = Parameters<RolloutStore['release']>

export async function releaseClaims(db: Kysely<Tables>, ...[id, jobId, returned]: Release): Promise<void> {
  const rows = returned.map(({ kind, id: placeId, afterSeconds, unsentAttempt, said }) => {
    return { kind, id: placeId, afterSeconds, unsentAttempt, said: said && JSON.parse(storableJson(said)) }
  })
  await sql`
    with held as (
      select target.kind, target.place_id, back."afterSeconds", back.said,
        coalesce(back."unsentAttempt" = target.attempts, false) as unsent
      from upgrade_bot.rollout_target as target
      left join jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as back(kind text, id text, "afterSeconds" float8, "unsentAttempt" integer, said jsonb)
        on back.kind = target.kind and back.id = target.place_id
      where target.rollout_id = ${id} and target.state = 'pending' and target.claimed_by = ${jobId}
      for update of target
    )
    update upgrade_bot.rollout_target as target
    set claimed_by = null, not_before = now() + make_interval(secs => held."afterSeconds"),
      sent_at = case when held.unsent then null else target.sent_at end,
      sent_from = case when held.unsent then null else target.sent_from end,
      outcome = coalesce(held.said, target.outcome)
    from held
    where target.rollout_id = ${id} and target.kind = held.kind and target.place_id = held.place_id`.execute(db)
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
