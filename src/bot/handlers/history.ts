import type { AuditLog } from '../../installations/audit-log.ts'
import { historyUnreadableView, historyView } from '../history-views.ts'
import type { Handler } from '../routes.ts'

export type HistoryParts = { auditLog: Pick<AuditLog, 'history'>; onStoreTrouble(error: unknown): void }

const entriesPerPage = 10

/** `history`: what this bot did, or was asked to do, in this conversation; newest first. */
export function createHistory({ auditLog, onStoreTrouble }: HistoryParts): Handler {
  return async ({ tenantId, scope, pressed }) => {
    const place = scope.kind
    try {
      const where = { tenantId, scope, externalId: null }
      const { entries, next } = await auditLog.history(where, { limit: entriesPerPage, after: pressed.after })
      return { view: historyView({ entries, next, isNewest: pressed.after === null, place }) }
    } catch (error) {
      onStoreTrouble(error)
      return { view: historyUnreadableView() }
    }
  }
}
