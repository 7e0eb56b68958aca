import type { VersionOffers } from '../rollouts/admin-conversations.ts'
import { appKey } from './known-places.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey } from './storable.ts'

/** What was offered to whom, in the database. Rejects with `StoreUnavailable` when it cannot be used. */
export function createVersionOffers(store: LazyStore): VersionOffers {
  return {
    last: (tenantId, appId, personId) =>
      store.use(async ({ sql: db }) => {
        const row = await db
          .selectFrom('version_offer')
          .select('version')
          .where('tenant_id', '=', storableKey(tenantId))
          .where('app_id', '=', appKey(appId))
          .where('person_id', '=', storableKey(personId))
          .executeTakeFirst()
        return row?.version ?? null
      }),
    claim: ({ tenantId, appId, personId, version }) =>
      store.use(async ({ sql: db }) => {
        const key = { tenant_id: storableKey(tenantId), app_id: appKey(appId), person_id: storableKey(personId) }
        const told = { version: storableKey(version), at: new Date() }
        const rows = await db
          .insertInto('version_offer')
          .values({ ...key, ...told })
          .onConflict((conflict) =>
            conflict
              .columns(['tenant_id', 'app_id', 'person_id'])
              .doUpdateSet(told)
              .where('version_offer.version', '<>', told.version),
          )
          .returning('person_id')
          .execute()
        return rows.length > 0
      }),
  }
}
