import { type AdminVerdict, judgeAdmin } from '../../rollouts/rollout-admins.ts'
import { notAllowed } from '../problems.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest } from '../tab-parts.ts'

type AdmitParts = Pick<TabParts, 'rollouts' | 'tenant' | 'log'>

type Handler = (request: TabRequest, parts: TabParts) => Promise<TabReply>

/** Only for who may roll out at the moment of the call; everybody else is told who may, and nothing else. */
export function forAdmins<Rest extends unknown[], Reply>(
  handler: (request: TabRequest, parts: TabParts, ...rest: Rest) => Promise<Reply>,
): (request: TabRequest, parts: TabParts, ...rest: Rest) => Promise<Reply | TabReply> {
  return async (request, parts, ...rest) => {
    const verdict = await judge(request, parts)
    if (verdict.kind === 'allowed') return handler(request, parts, ...rest)
    const { correlationId, person } = request
    parts.log.info({ correlationId, personId: person.id }, 'somebody who may not roll out asked for rollouts')
    return problem(notAllowed(verdict.whoMay))
  }
}

/**
 * `GET /api/tab/rollouts/access`: whether the page has something to show, and what a new plan begins with. Asking is
 * nobody's mistake, so no refusal.
 */
export const showAccess: Handler = async (request, parts) => {
  const verdict = await judge(request, parts)
  if (verdict.kind !== 'allowed') return ok({ mayRollOut: false, whoMay: verdict.whoMay })
  return ok({ mayRollOut: true, usualSource: parts.rollouts.usual.source })
}

function judge({ person, correlationId }: TabRequest, { rollouts, tenant }: AdmitParts): Promise<AdminVerdict> {
  return judgeAdmin(person, { admins: rollouts.admins, groups: tenant(person.tenantId).groups }, { correlationId })
}
