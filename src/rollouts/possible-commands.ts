import type { Actor } from '../installations/audit-log.ts'
import { type Command, commands, decideCommand } from './change-rollout.ts'
import type { RolloutStatus } from './read-rollout.ts'

/** What this person could tell a rollout that is as it was just read; what really comes of it is judged when they do. */
export function possibleCommands(
  { rollout, counts }: Pick<RolloutStatus, 'rollout' | 'counts'>,
  actor: Actor,
): Command[] {
  const hasPending = counts.pending > 0
  const failures = Math.max(0, counts.refused + counts.failed - rollout.forgiven)
  const facts = { hasPending, hasPendingInOpen: hasPending, failures, otherUnderWay: null }
  const catalog = { kind: 'read', newest: rollout.pinned } as const
  const asked = { actor, now: new Date(), catalog }
  return commands.filter((command) => {
    const decision = decideCommand(command, { rollout, facts }, asked)
    return decision.kind === 'change' && Object.keys(decision.patch).length > 0
  })
}
