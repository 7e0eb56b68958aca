import { randomUUID } from 'node:crypto'
import type { Actor } from '../installations/audit-log.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import { type Upgrade, type UpgradePatience, upgradeInstallation } from '../installations/upgrade-installation.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { pinnedCatalog, referenceOf } from './pinned-catalog.ts'
import { readSent } from './read-sent.ts'
import type { Rollout } from './rollout.ts'
import type { FinishedTarget, Returned, RolloutStore } from './rollout-store.ts'
import { type ClaimedTarget, type LastAnswer, scopeOf } from './target.ts'
import { endOfTarget } from './target-end.ts'
import { type CredentialTrouble, type Observed, targetInstalledApps } from './target-installed-apps.ts'

export type TargetWork = { rollout: Rollout; target: ClaimedTarget; signal: AbortSignal }

export type TargetParts = {
  installedApps: InstalledApps
  patience: UpgradePatience
  sleep(ms: number): Promise<void>
  store: Pick<RolloutStore, 'markSent'>
}

/** What became of one target. Only `finished` is an end; the others are pending again. */
export type TargetResult =
  | { kind: 'finished'; target: FinishedTarget }
  | { kind: 'deferred'; returned: Returned }
  /** The rollout was stopped before anything was sent. */
  | { kind: 'stopped'; returned: Returned }
  | { kind: 'credential'; trouble: CredentialTrouble; returned: Returned }
  /** Graph did not take the pinned set: perhaps another version is the newest by now. */
  | { kind: 'mismatch'; target: FinishedTarget }

/** How often a target is looked at before waiting has an end, and the longest pause in between. */
export const mostAttempts = 8
const longestPauseSeconds = 300
/** A place that asks for longer is tried all the same: nobody knows why it would want a day. */
const longestAskedSeconds = 3_600

/** One target of a rollout through the same use case as everybody else's upgrade. */
export async function upgradeTarget(work: TargetWork, parts: TargetParts): Promise<TargetResult> {
  const { apps, observed } = targetInstalledApps({ ...work, installedApps: parts.installedApps })
  const call = { correlationId: randomUUID() }
  const sent = work.target.sent ? await readSent(work, { apps, call }) : null
  const upgrade = sent?.kind === 'arrived' ? sent.upgrade : await upgradePlace(work, { apps, call }, parts)
  return resultOf(upgrade, { work, observed, correlationId: call.correlationId })
}

type Calls = { apps: InstalledApps; call: { correlationId: string } }

class Stopped extends Error {}

async function upgradePlace({ rollout, target, signal }: TargetWork, { apps, call }: Calls, parts: TargetParts) {
  const { isDryRun, verify, force, acceptedSet } = rollout.settings
  const request = {
    scope: scopeOf(target),
    app: referenceOf(rollout.app),
    acceptedSet,
    mayUpgrade: { kind: 'allowed' as const },
    force,
    call,
  }
  const upgrading = upgradeInstallation(request, {
    installedApps: apps,
    appCatalog: pinnedCatalog(rollout),
    patience: verify && !isDryRun ? parts.patience : { ...parts.patience, readBackMs: [] },
    sleep: parts.sleep,
    async beforePost({ from }) {
      if (signal.aborted) throw new Stopped()
      if (!isDryRun) await parts.store.markSent(rollout.id, target, from)
      if (signal.aborted) throw new Stopped()
    },
  })
  return upgrading.catch((error: unknown) => {
    if (error instanceof Stopped) return null
    throw error
  })
}

export type Seen = { work: TargetWork; observed: Observed; correlationId: string }

function resultOf(upgrade: Upgrade | null, seen: Seen): TargetResult {
  const { work, observed } = seen
  const { rollout, target, signal } = work
  if (upgrade === null) return { kind: 'stopped', returned: returnedTarget(seen) }
  const { outcome } = upgrade
  const isOpen = outcome.kind === 'failed' || outcome.kind === 'try-later'
  if (signal.aborted && !observed.isSent && isOpen) return { kind: 'stopped', returned: returnedTarget(seen) }
  const { credentialTrouble: trouble } = observed
  // The second time the operator knows, and wants to hear which places it concerns.
  if (trouble && (isOpen || outcome.kind === 'refused') && (trouble.isToken || rollout.credentialPauses === 0)) {
    const said = { detail: trouble.detail, requestId: outcome.requestId }
    return { kind: 'credential', trouble, returned: returnedTarget(seen, said) }
  }
  const ending = endOfTarget(outcome, rollout.pinned)
  if (ending.kind === 'wait' && target.attempts < mostAttempts) {
    const said = { detail: 'Graph asked to wait, or gave no answer', requestId: ending.requestId }
    const afterSeconds = pauseSeconds(ending.afterSeconds, target.attempts)
    return { kind: 'deferred', returned: { ...returnedTarget(seen, said), afterSeconds } }
  }
  const isMismatch = outcome.kind === 'refused' && outcome.reason === 'permission-mismatch'
  return { kind: isMismatch ? 'mismatch' : 'finished', target: finishedTarget(upgrade, seen) }
}

/** What was marked in an earlier attempt stays marked, whatever is known of this one. */
function returnedTarget({ work: { target }, observed }: Seen, said?: LastAnswer): Returned {
  const { kind, id, attempts, sent } = target
  const place = { kind, id, afterSeconds: null }
  if (observed.isSent) return said ? { ...place, said } : place
  return sent === null ? { ...place, unsentAttempt: attempts } : place
}

/** A target at its end, however many looks that took. */
export function finishedTarget(upgrade: Upgrade, { work, observed, correlationId }: Seen): FinishedTarget {
  const { rollout, target } = work
  const { outcome, posts } = upgrade
  const ending = endOfTarget(outcome, rollout.pinned)
  return {
    kind: target.kind,
    id: target.id,
    end: ending.kind === 'ended' ? proven(ending.end, { rollout, upgrade }) : gaveUp(ending.requestId),
    posts: rollout.settings.isDryRun ? 0 : posts,
    known: knownAfter(observed, target, outcome),
    actor: actorOf(rollout),
    correlationId,
  }
}

/** In a dry run what would have been sent counts as upgraded, and says so. */
function proven(
  end: FinishedTarget['end'],
  { rollout, upgrade }: { rollout: Rollout; upgrade: Upgrade },
): FinishedTarget['end'] {
  const requestId = end.requestId ?? upgrade.requestId
  if (!rollout.settings.isDryRun || end.state !== 'accepted') return { ...end, requestId }
  return { ...end, state: 'upgraded', detail: 'dry run: it would be upgraded' }
}

function gaveUp(requestId: string | null): FinishedTarget['end'] {
  const nothing = { from: null, to: null, granted: [], missing: [], lost: [], reason: null }
  const detail = `Graph asked to wait ${mostAttempts} times, or gave no answer`
  return { ...nothing, state: 'failed', detail, requestId }
}

export function pauseSeconds(askedSeconds: number, attempts: number): number {
  return Math.max(Math.min(askedSeconds, longestAskedSeconds), Math.min(longestPauseSeconds, 2 ** attempts))
}

function knownAfter(
  { installation }: Observed,
  target: ClaimedTarget,
  outcome: UpgradeOutcome,
): FinishedTarget['known'] {
  // What nobody has seen since it was sent is not remembered as a version.
  const isUnseen = outcome.kind === 'accepted'
  if (!installation) return target.known && isUnseen ? { ...target.known, version: null } : null
  const { id: installationId, version, consented } = installation
  return { installationId, version: isUnseen ? null : version, consented }
}

function actorOf({ startedBy }: Rollout): Actor {
  return { via: 'rollout', id: startedBy.id, name: startedBy.name }
}
