import type { Actor } from '../installations/audit-log.ts'
import { openNextWave, pause } from './next-step.ts'
import { supersededBy } from './pinned-catalog.ts'
import { isOver, type PauseReason, type PinnedVersion, type Rollout } from './rollout.ts'
import type { RolloutFacts, RolloutPatch } from './rollout-store.ts'

/** What an operator may tell a rollout. */
export type Command = 'pause' | 'resume' | 'abort' | 'retry' | 'promote' | 'approve'

export const commands: readonly Command[] = ['pause', 'resume', 'abort', 'retry', 'promote', 'approve']

/** Why a command was not carried out: nothing was changed. */
export type CommandRefusal =
  | 'not-found'
  /** It is in a state in which the command means nothing; also when somebody else was faster. */
  | 'wrong-state'
  /** Who started it cannot approve it. */
  | 'same-person'
  /** Another version is the newest by now and asks for other permissions: that needs a plan of its own. */
  | 'other-permissions'
  /** No version of the app is published any more: there is nothing to go on with. */
  | 'nothing-published'
  /** What the newest version asks for could not be read just now. */
  | 'catalog-unreadable'
  | 'nothing-to-retry'
  /** Two rollouts of one app at once would only get in each other's way. */
  | 'another-under-way'

/** What the catalog has now; `newest` is null where no version is published. */
export type CatalogNow = { kind: 'read'; newest: PinnedVersion | null } | { kind: 'unreadable' }

/** `catalog`: null where nothing depended on it when the rollout was looked at. */
export type Commanded = { actor: Actor; now: Date; catalog: CatalogNow | null }

export type Decision =
  | { kind: 'change'; patch: RolloutPatch }
  /** `reason`: what it is paused for by now, where that is not what it was paused for. */
  | { kind: 'refused'; why: CommandRefusal; reason?: PauseReason }

const change = (patch: RolloutPatch): Decision => ({ kind: 'change', patch })
const refused = (why: CommandRefusal): Decision => ({ kind: 'refused', why })
const stays = (why: CommandRefusal, reason: PauseReason): Decision => ({ kind: 'refused', why, reason })

/**
 * What a command does to a rollout, judged in the transaction that does it: of two admins at once one is told that the
 * other was faster.
 */
export function decideCommand(
  command: Command,
  { rollout, facts }: { rollout: Rollout; facts: RolloutFacts },
  asked: Commanded,
): Decision {
  switch (command) {
    case 'pause':
      return rollout.state === 'running' || rollout.state === 'waiting' || rollout.state === 'planning'
        ? change(pause(rollout, { kind: 'operator' }))
        : refused('wrong-state')
    case 'abort':
      return isOver(rollout) ? refused('wrong-state') : change(abort(rollout, asked.now))
    case 'resume':
      if (rollout.state === 'waiting') return change(openNextWave(rollout))
      // It goes on already, or its process died: then this is the word that sends its jobs out again.
      if (rollout.state === 'running' || rollout.state === 'planning') return change({})
      return rollout.state === 'paused' ? resume(rollout, facts, asked) : refused('wrong-state')
    case 'promote':
      return rollout.state === 'waiting' ? change(openNextWave(rollout)) : refused('wrong-state')
    case 'approve':
      return approve(rollout, asked)
    case 'retry':
      return retry(rollout, facts)
  }
}

/** Why it was paused stays with what is left over, where that was another version. */
function abort({ generation, reason }: Rollout, now: Date): RolloutPatch {
  const kept = reason?.kind === 'superseded' && reason.version !== null ? reason : null
  return { state: 'aborted', reason: kept, generation: generation + 1, gateOpensAt: null, endedAt: now }
}

/** From where it was paused; the failures so far were seen by whoever resumes. */
function resume(rollout: Rollout, facts: RolloutFacts, { catalog }: Commanded): Decision {
  const next: RolloutPatch = {
    state: rollout.startedAt === null ? 'planning' : 'running',
    reason: null,
    generation: rollout.generation + 1,
    forgiven: rollout.forgiven + facts.failures,
    throttledUntil: null,
  }
  return rollout.reason?.kind === 'superseded' ? goOnWith(catalog, rollout, next) : change(next)
}

/** By what the catalog has now: since the pause a version may have been published, withdrawn or put back. */
function goOnWith(catalog: CatalogNow | null, { pinned }: Rollout, next: RolloutPatch): Decision {
  // It was paused for something else a moment ago.
  if (!catalog) return refused('wrong-state')
  if (catalog.kind === 'unreadable') return refused('catalog-unreadable')
  const reason = supersededBy(pinned, catalog.newest)
  if (reason?.version === null) return stays('nothing-published', reason)
  if (reason?.asksForMore) return stays('other-permissions', reason)
  return change({ ...next, pinned: catalog.newest ?? pinned })
}

function approve(rollout: Rollout, { actor, now }: Commanded): Decision {
  if (rollout.state !== 'awaiting-approval') return refused('wrong-state')
  if (rollout.startedBy.id.toLowerCase() === actor.id.toLowerCase()) return refused('same-person')
  return change({ state: 'running', approvedBy: actor, startedAt: now })
}

/** Over or in the middle of it: what failed is pending again, within a budget of its own. */
function retry(rollout: Rollout, facts: RolloutFacts): Decision {
  if (!['running', 'waiting', 'paused', 'ended'].includes(rollout.state) || rollout.startedAt === null) {
    return refused('wrong-state')
  }
  if (facts.failures + rollout.forgiven === 0) return refused('nothing-to-retry')
  if (facts.otherUnderWay !== null) return refused('another-under-way')
  const { openWaves, settings } = rollout
  return change({
    state: 'running',
    reason: null,
    generation: rollout.generation + 1,
    forgiven: 0,
    openWaves: Math.max(1, Math.min(openWaves, settings.waves.length)),
    endedAt: null,
    retryFailed: true,
  })
}
