import type { Answer } from './answer.ts'
import type { CallContext } from './installed-apps.ts'

export type TeamRole = { role: 'owner' | 'member' | 'guest' | 'none'; owners: string[] }

export type ChatRole = 'member' | 'guest' | 'none'

/** Who is who in one tenant. Implemented in `graph/`, cached for at most a minute. */
export type TenantDirectory = {
  /** The person's role in the team by Graph's membership, and the names of its owners to turn to. */
  teamRole(teamId: string, userId: string, call: CallContext): Promise<Answer<TeamRole>>
  /** Whether the person is in the chat by Graph's membership, and whether as a guest. */
  chatRole(chatId: string, userId: string, call: CallContext): Promise<Answer<ChatRole>>
}
