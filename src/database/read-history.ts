import type { Kysely } from 'kysely'
import type { AuditLog, HistoryPage } from '../installations/audit-log.ts'
import { kindsOf, scopeId, toEntry } from './audit-rows.ts'
import { readCursor, writeCursor } from './history-cursor.ts'
import { storableKey } from './storable.ts'
import type { Tables } from './tables.ts'

type Place = Parameters<AuditLog['history']>[0]
type Page = Parameters<AuditLog['history']>[1]

const longestPage = 100

/** One page of what happened in one place, newest first; the next one begins where this one ended, whatever came since. */
export async function readHistory(sql: Kysely<Tables>, place: Place, { limit, after }: Page): Promise<HistoryPage> {
  const { tenantId, scope, externalId } = place
  const size = Math.min(Math.max(Math.trunc(limit), 1), longestPage)
  const start = readCursor(after)
  let query = sql
    .selectFrom('audit_entry')
    .selectAll()
    .where('tenant_id', '=', storableKey(tenantId))
    .where('scope_id', '=', scopeId(scope))
    .where('scope_kind', 'in', kindsOf(scope))
  if (externalId !== null) query = query.where('external_id', '=', storableKey(externalId))
  if (start) query = query.where(({ eb, refTuple, tuple }) => eb(refTuple('at', 'id'), '<', tuple(start.at, start.id)))
  // One more than asked for says whether there is a next page.
  const rows = await query
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute()
  const page = rows.slice(0, size)
  const last = page.at(-1)
  return { entries: page.map(toEntry), next: last && rows.length > size ? writeCursor(last) : null }
}
