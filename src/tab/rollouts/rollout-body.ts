import type { Actor } from '../../installations/audit-log.ts'
import { possibleCommands } from '../../rollouts/possible-commands.ts'
import type { RolloutStatus } from '../../rollouts/read-rollout.ts'
import type { Rollout } from '../../rollouts/rollout.ts'
import type { TabPerson } from '../read-person.ts'

/** Whoever acts in the tab, as a rollout remembers them. */
export function actorOf({ id, name }: Pick<TabPerson, 'id' | 'name'>): Actor {
  return { via: 'tab', id, name }
}

/** A rollout as the API tells of it: people by their names, times in ISO 8601, and what this person could tell it now. */
export function statusBody({ rollout, counts, openTargets, etaSeconds }: RolloutStatus, person: TabPerson) {
  return {
    ...rolloutBody(rollout),
    counts,
    openTargets,
    etaSeconds,
    commands: possibleCommands({ rollout, counts }, actorOf(person)),
    isOwn: rollout.startedBy.id.toLowerCase() === person.id,
  }
}

function rolloutBody({ id, app, pinned, settings, state, reason, openWaves, total, ...rest }: Rollout) {
  return {
    id,
    app: { name: app.name, externalId: app.externalId },
    version: pinned.version,
    settings,
    state,
    reason,
    openWaves,
    total,
    gateOpensAt: iso(rest.gateOpensAt),
    throttledUntil: iso(rest.throttledUntil),
    startedBy: named(rest.startedBy),
    approvedBy: rest.approvedBy && named(rest.approvedBy),
    createdAt: rest.createdAt.toISOString(),
    startedAt: iso(rest.startedAt),
    endedAt: iso(rest.endedAt),
  }
}

const iso = (at: Date | null) => at?.toISOString() ?? null
const named = ({ via, name }: Actor) => ({ via, name })
