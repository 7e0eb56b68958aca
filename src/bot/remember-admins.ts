import { type Activity, TurnContext } from 'botbuilder'
import { boundedCache } from '../bounded-cache.ts'
import type { AdminConversations } from '../rollouts/admin-conversations.ts'
import { tenantOf } from './activity-fields.ts'
import type { Reference } from './conversations.ts'
import type { Turn } from './turn.ts'

/** Whom to tell of new versions, and whom to show admin's commands. Gives no right: every act is judged for itself. */
export type RememberAdmins = {
  /** Somebody is there; where it is an admin by name in their own chat, that is kept. */
  seen(activity: Activity): void
  /** Somebody was judged to be one, perhaps by a group. */
  judged(turn: Turn): void
  isAdmin(activity: Activity): boolean
}

export type RememberingParts = {
  admins: readonly string[]
  adminConversations: Pick<AdminConversations, 'keep'>
  inBackground(work: Promise<unknown>): void
  onTrouble(error: unknown): void
}

const keptForMs = 3_600_000

export function createRememberAdmins(parts: RememberingParts): RememberAdmins {
  const kept = boundedCache<true>(10_000, { ttl: keptForMs })
  const known = boundedCache<true>(10_000, { ttl: keptForMs })

  function keep(tenantId: string, personId: string, conversation: Reference): void {
    const key = `${tenantId}/${personId}`
    if (kept.has(key)) return
    kept.set(key, true)
    const keeping = parts.adminConversations
      .keep(tenantId, { personId, conversation: { ...conversation } })
      .catch((error: unknown) => {
        kept.delete(key)
        parts.onTrouble(error)
      })
    parts.inBackground(keeping)
  }

  return {
    seen(activity) {
      const { conversation, from } = activity
      const tenantId = tenantOf(activity)
      const personId = from.aadObjectId?.toLowerCase() ?? ''
      if (conversation.conversationType !== 'personal' || tenantId === null || !parts.admins.includes(personId)) return
      keep(tenantId, personId, TurnContext.getConversationReference(activity))
    },
    judged({ tenantId, person, scope, conversation }) {
      const personId = person.id.toLowerCase()
      known.set(personId, true)
      if (scope.kind === 'user') keep(tenantId, personId, conversation)
    },
    isAdmin({ from }) {
      const personId = from.aadObjectId?.toLowerCase() ?? ''
      return parts.admins.includes(personId) || known.has(personId)
    },
  }
}
