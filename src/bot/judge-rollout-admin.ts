import type { GroupMembership } from '../rollouts/place-directory.ts'
import { type AdminVerdict, judgeAdmin } from '../rollouts/rollout-admins.ts'
import type { Conversations } from './conversations.ts'
import { outsideBecause } from './find-standing.ts'
import type { Turn } from './turn.ts'

/** Whether who typed or pressed may roll out, judged anew each time. */
export type JudgeRolloutAdmin = (turn: Turn) => Promise<AdminVerdict>

export type JudgingParts = {
  /** ROLLOUT_ADMINS, in lower case. */
  admins: readonly string[]
  groups(tenantId: string): GroupMembership
  conversations: Pick<Conversations, 'findMember'>
  /** Told of everybody who may. */
  onAdmin(turn: Turn): void
}

/** By the roster no guest and nobody of another tenant; then by ROLLOUT_ADMINS. Never by being in the conversation. */
export function createJudgeRolloutAdmin({ admins, groups, conversations, onAdmin }: JudgingParts): JudgeRolloutAdmin {
  return async (turn) => {
    const { tenantId, person, correlationId } = turn
    const member = admins.length > 0 ? await conversations.findMember(turn.conversation, person.teamsId) : null
    const why = admins.length > 0 ? outsideBecause(member, tenantId) : null
    if (why === 'unknown' || why === 'other-tenant') return { kind: 'refused', whoMay: outsideWords[why] }
    const asked = { id: person.id, isGuest: why === 'guest' }
    const verdict = await judgeAdmin(asked, { admins, groups: groups(tenantId) }, { correlationId })
    if (verdict.kind === 'allowed') onAdmin(turn)
    return verdict
  }
}

const outsideWords = {
  unknown: 'Teams does not tell me who you are here, so I cannot let you roll out. Try again in our own chat.',
  'other-tenant': 'You belong to another organization: only admins of this one may roll out.',
}
