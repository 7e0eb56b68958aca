import type { AuditEntry } from '../installations/audit-log.ts'
import { admitPerson } from './admit-person.ts'
import { unavailable } from './problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest } from './tab-parts.ts'

const entriesPerPage = 20
const longestCursor = 500

/** `GET …/history?after=`: what was asked for in the place, by whom and how it ended; newest first. */
export async function showHistory(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const admitted = await admitPerson(request, parts)
  if (admitted.kind === 'problem') return admitted
  const where = { tenantId: request.person.tenantId, scope: admitted.scope, externalId: null }
  const after = request.query.get('after')?.slice(0, longestCursor) || null
  try {
    const { entries, next } = await parts.auditLog.history(where, { limit: entriesPerPage, after })
    return ok({ entries: entries.map(toBody), next })
  } catch (error) {
    parts.onStoreTrouble(error)
    return problem(unavailable('The history cannot be read now. Upgrades work all the same.'))
  }
}

/** People by the name they had, not by their ids. */
function toBody({ id, at, actor, externalId, appName, consent, outcome, requestId, isRecovered }: AuditEntry) {
  const { via, name } = actor
  return {
    id,
    at: at.toISOString(),
    actor: { via, name },
    externalId,
    appName,
    consent,
    outcome,
    requestId,
    isRecovered,
  }
}
