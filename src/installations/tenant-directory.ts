import type { Answer } from './answer.ts'
import type { CallContext } from './installed-apps.ts'

export type TeamRole = { role: 'owner' | 'member' | 'guest' | 'none'; owners: string[] }

/** Who is who in one tenant. Implemented in `graph/`, cached for at most a minute. */
export type TenantDirectory = {
  /** The person's role in the team by Graph's membership, and the names of its owners to turn to. */
  teamRole(teamId: string, userId: string, call: CallContext): Promise<Answer<TeamRole>>
}
