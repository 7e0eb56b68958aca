import { sql } from 'kysely'
import type { KnownPlaces } from '../rollouts/known-places.ts'
import type { PlaceKind } from '../rollouts/target.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey } from './storable.ts'

/** Where the bot is installed, in the database. Rejects with `StoreUnavailable` when the database cannot be used. */
export function createKnownPlaces(store: LazyStore): KnownPlaces {
  return {
    see: (tenantId, { kind, id }, externalId) =>
      store.use(async ({ sql: db }) => {
        const key = { tenant_id: storableKey(tenantId), kind, place_id: storableKey(id), app_id: appKey(externalId) }
        await db
          .insertInto('known_installation')
          .values({ ...key, installation_id: null, version: null, consented: null, seen_at: new Date() })
          .onConflict((conflict) =>
            conflict.columns(['tenant_id', 'app_id', 'kind', 'place_id']).doUpdateSet({ seen_at: new Date() }),
          )
          .execute()
      }),

    forget: (tenantId, { kind, id }, externalId) =>
      store.use(async ({ sql: db }) => {
        await db
          .deleteFrom('known_installation')
          .where('tenant_id', '=', storableKey(tenantId))
          .where('app_id', '=', appKey(externalId))
          .where('kind', '=', kind)
          .where('place_id', '=', storableKey(id))
          .execute()
      }),

    count: (tenantId, externalId) =>
      store.use(async ({ sql: db }) => {
        const rows = await db
          .selectFrom('known_installation')
          .select(['kind', sql<number>`count(*)::integer`.as('places')])
          .where('tenant_id', '=', storableKey(tenantId))
          .where('app_id', '=', appKey(externalId))
          .groupBy('kind')
          .execute()
        const of = (kind: PlaceKind) => rows.find((row) => row.kind === kind)?.places ?? 0
        return { team: of('team'), chat: of('chat'), user: of('user') }
      }),

    some: (tenantId, externalId, limit) =>
      store.use(async ({ sql: db }) => {
        const rows = await db
          .selectFrom('known_installation')
          .select(['kind', 'place_id'])
          .where('tenant_id', '=', storableKey(tenantId))
          .where('app_id', '=', appKey(externalId))
          .orderBy('seen_at', 'desc')
          .limit(limit)
          .execute()
        return rows.map(({ kind, place_id: id }) => ({ kind, id }))
      }),
  }
}

/** GUIDs are written in either case. */
export function appKey(id: string): string {
  return storableKey(id).toLowerCase()
}
