import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import type { Rollout } from '../rollouts/rollout.ts'
import type { FinishedTarget } from '../rollouts/rollout-store.ts'
import { outcomeOf } from '../rollouts/target-end.ts'
import { appKey } from './known-places.ts'
import { storableJson, storableKey, storableText } from './storable.ts'
import type { Tables } from './tables.ts'

export type Finished = { rollout: Rollout; target: FinishedTarget }

/** Ends, audit entries and what is known of the places, in one transaction. What has ended already stays as it is. */
export async function finishTargets(db: Kysely<Tables>, finished: Finished[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const ended = await endTargets(transaction, finished)
    const fresh = finished.filter((one) => ended.has(keyOf(one)))
    const entries = fresh.filter(({ rollout }) => !rollout.settings.isDryRun).map(entryRow)
    if (entries.length > 0) await transaction.insertInto('audit_entry').values(entries).execute()
    await rememberPlaces(transaction, fresh)
  })
}

const keyOf = ({ rollout, target }: Finished) => `${rollout.id}/${target.kind}/${target.id}`

async function endTargets(db: Kysely<Tables>, finished: Finished[]): Promise<Set<string>> {
  const rows = finished.map(({ rollout, target }) => {
    const { state, ...outcome } = target.end
    const { kind, id, posts } = target
    return { rolloutId: rollout.id, kind, id, state, posts, outcome: JSON.parse(storableJson(outcome)) }
  })
  const ended = await sql<{ rollout_id: string; kind: string; place_id: string }>`
    update upgrade_bot.rollout_target as target
    set state = finished.state, outcome = finished.outcome, posts = target.posts + finished.posts,
      claimed_by = null, not_before = null, ended_at = clock_timestamp()
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as finished("rolloutId" text, kind text, id text, state text, posts integer, outcome jsonb)
    where target.rollout_id = finished."rolloutId" and target.kind = finished.kind and target.place_id = finished.id
      and target.state = 'pending'
    returning target.rollout_id, target.kind, target.place_id`.execute(db)
  return new Set(ended.rows.map((row) => `${row.rollout_id}/${row.kind}/${row.place_id}`))
}

function entryRow({ rollout, target }: Finished) {
  const outcome: UpgradeOutcome = outcomeOf(target.end, rollout.pinned)
  const { required } = rollout.pinned
  return {
    id: randomUUID(),
    at: new Date(),
    tenant_id: storableKey(rollout.tenantId),
    scope_kind: target.kind,
    scope_id: storableKey(target.id),
    external_id: storableKey(rollout.app.externalId ?? rollout.app.catalogId),
    actor_via: target.actor.via,
    actor_id: storableKey(target.actor.id),
    actor_name: storableText(target.actor.name),
    app_name: storableText(rollout.app.name),
    consent: required.length > 0 ? storableJson(required) : null,
    correlation_id: storableText(target.correlationId),
    outcome: storableJson(outcome),
    request_id: storableText(target.end.requestId),
    is_recovered: false,
  }
}

/** What was found, for the next time; where it is gone it is forgotten. */
async function rememberPlaces(db: Kysely<Tables>, finished: Finished[]): Promise<void> {
  const rows = finished.flatMap(({ rollout, target }) =>
    target.known
      ? {
          tenant_id: storableKey(rollout.tenantId),
          kind: target.kind,
          place_id: storableKey(target.id),
          app_id: appKey(rollout.app.externalId ?? rollout.app.catalogId),
          installation_id: storableKey(target.known.installationId),
          version: storableText(target.known.version),
          consented: target.known.consented && storableJson(target.known.consented),
          seen_at: new Date(),
        }
      : [],
  )
  if (rows.length > 0) {
    await db
      .insertInto('known_installation')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['tenant_id', 'app_id', 'kind', 'place_id']).doUpdateSet(({ ref }) => ({
          installation_id: ref('excluded.installation_id'),
          version: ref('excluded.version'),
          consented: ref('excluded.consented'),
          seen_at: ref('excluded.seen_at'),
        })),
      )
      .execute()
  }
  for (const { rollout, target } of finished.filter(({ target: { end } }) => end.state === 'gone')) {
    await db
      .deleteFrom('known_installation')
      .where('tenant_id', '=', storableKey(rollout.tenantId))
      .where('app_id', '=', appKey(rollout.app.externalId ?? rollout.app.catalogId))
      .where('kind', '=', target.kind)
      .where('place_id', '=', storableKey(target.id))
      .execute()
  }
}
