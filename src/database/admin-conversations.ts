import type { AdminConversations } from '../rollouts/admin-conversations.ts'
import type { LazyStore } from './lazy-store.ts'
import { storableKey } from './storable.ts'

/** Personal chats of admins in the database. Rejects with `StoreUnavailable` when it cannot be used. */
export function createAdminConversations(store: LazyStore): AdminConversations {
  return {
    keep: (tenantId, { personId, conversation }) =>
      store.use(async ({ sql: db }) => {
        const kept = { conversation: JSON.stringify(conversation), seen_at: new Date() }
        await db
          .insertInto('admin_conversation')
          .values({ tenant_id: storableKey(tenantId), person_id: storableKey(personId), ...kept })
          .onConflict((conflict) => conflict.columns(['tenant_id', 'person_id']).doUpdateSet(kept))
          .execute()
      }),
    forget: (tenantId, personId) =>
      store.use(async ({ sql: db }) => {
        await db
          .deleteFrom('admin_conversation')
          .where('tenant_id', '=', storableKey(tenantId))
          .where('person_id', '=', storableKey(personId))
          .execute()
      }),
    of: (tenantId) =>
      store.use(async ({ sql: db }) => {
        const query = db.selectFrom('admin_conversation').select(['person_id', 'conversation'])
        const rows = await query.where('tenant_id', '=', storableKey(tenantId)).orderBy('person_id').execute()
        return rows.map(({ person_id: personId, conversation }) => ({ personId, conversation }))
      }),
    tenants: () =>
      store.use(async ({ sql: db }) => {
        const rows = await db.selectFrom('admin_conversation').select('tenant_id').distinct().execute()
        return rows.map(({ tenant_id: tenantId }) => tenantId)
      }),
  }
}
