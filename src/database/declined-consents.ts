import type { DeclinedConsents, Where } from '../installations/audit-log.ts'
import { scopeKey } from '../installations/scope.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey, storableText } from './storable.ts'

/** *Not now* in the database. Rejects with `StoreUnavailable` when the database cannot be used. */
export function createDeclinedConsents(store: LazyStore): DeclinedConsents {
  return {
    decline: (where, { version, actor, at }) =>
      store.use(async ({ sql }) => {
        const person = { actor_via: actor.via, actor_id: storableKey(actor.id), actor_name: storableText(actor.name) }
        const row = { ...keyOf(where, version), at, ...person }
        await sql
          .insertInto('declined_consent')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    isDeclined: (where, version) =>
      store.use(async ({ sql }) => {
        const key = keyOf(where, version)
        const row = await sql
          .selectFrom('declined_consent')
          .select('version')
          .where('tenant_id', '=', key.tenant_id)
          .where('place', '=', key.place)
          .where('external_id', '=', key.external_id)
          .where('version', '=', key.version)
          .executeTakeFirst()
        return row !== undefined
      }),
  }
}

function keyOf({ tenantId, scope, externalId }: Where, version: string) {
  return {
    tenant_id: storableKey(tenantId),
    place: storableKey(scopeKey(scope)),
    external_id: storableKey(externalId),
    version: storableKey(version),
  }
}
