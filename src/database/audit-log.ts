import type { AuditLog } from '../installations/audit-log.ts'
import { attemptRow, toIntent } from './audit-rows.ts'
import type { LazyStore } from './lazy-store.ts'
import { readHistory } from './read-history.ts'
import { storableJson, storableText } from './storable.ts'

const mostOpenIntents = 500
/** What has been open for so long is not looked at again: the program was away for a month, and Graph knows. */
const oldestOpenIntentMs = 30 * 24 * 3600 * 1000

/** The audit in the database. Every method rejects with `StoreUnavailable` when the database cannot be used. */
export function createAuditLog(store: LazyStore): AuditLog {
  return {
    intend: (intent) =>
      store.use(async ({ sql }) => {
        const row = {
          ...attemptRow(intent),
          from_version: storableText(intent.from),
          to_version: storableText(intent.to),
        }
        await sql
          .insertInto('upgrade_intent')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    record: (entry) =>
      store.use(async ({ sql }) => {
        const row = {
          ...attemptRow(entry),
          outcome: storableJson(entry.outcome),
          request_id: storableText(entry.requestId),
          is_recovered: entry.isRecovered,
        }
        await sql
          .insertInto('audit_entry')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute()
      }),

    history: (place, page) => store.use(({ sql }) => readHistory(sql, place, page)),

    openIntents: (olderThanMs) =>
      store.use(async ({ sql }) => {
        const rows = await sql
          .selectFrom('upgrade_intent')
          .selectAll()
          .where('at', '<', new Date(Date.now() - olderThanMs))
          .where('at', '>', new Date(Date.now() - oldestOpenIntentMs))
          .where(({ not, exists, selectFrom }) =>
            not(
              exists(
                selectFrom('audit_entry').select('audit_entry.id').whereRef('audit_entry.id', '=', 'upgrade_intent.id'),
              ),
            ),
          )
          .orderBy('at')
          .orderBy('id')
          .limit(mostOpenIntents)
          .execute()
        return rows.map(toIntent)
      }),
  }
}
