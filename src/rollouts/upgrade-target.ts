import { randomUUID } from 'node:crypto'
import type { Actor } from '../installations/audit-log.ts'
import { compareVersions } from '../installations/compare-versions.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import { judgeHeld } from '../installations/judge-held.ts'
import { type Upgrade, type UpgradePatience, upgradeInstallation } from '../installations/upgrade-installation.ts'
import type { UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { pinnedCatalog, referenceOf } from './pinned-catalog.ts'
import type { Rollout } from './rollout.ts'
import type { FinishedTarget, RolloutStore } from './rollout-store.ts'
import { type ClaimedTarget, scopeOf } from './target.ts'
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
  | { kind: 'deferred'; afterSeconds: number }
  /** The rollout was stopped before anything was sent. */
  | { kind: 'stopped' }
  | { kind: 'credential'; trouble: CredentialTrouble }
  /** Graph did not take the pinned set: perhaps another version is the newest by now. */
  | { kind: 'mismatch'; target: FinishedTarget }

/** How often a target is looked at before waiting has an end, and the longest pause in between. */
const mostAttempts = 8
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

/** What became of a request whose process died, in a rollout that sends no more; null while that cannot be read. */
export async function settleTarget(work: TargetWork, installedApps: InstalledApps): Promise<FinishedTarget | null> {
  const { apps, observed } = targetInstalledApps({ ...work, installedApps })
  const call = { correlationId: randomUUID() }
  const sent = await readSent(work, { apps, call })
  if (sent.kind === 'unreadable') return null
  const outcome: UpgradeOutcome = sent.kind === 'gone' ? { kind: 'not-installed' } : unchanged
  const upgrade = sent.kind === 'arrived' ? sent.upgrade : { ...nothingSent, outcome }
  const result = resultOf(upgrade, { work, observed, correlationId: call.correlationId })
  return result.kind === 'finished' ? result.target : null
}

const unchanged: UpgradeOutcome = {
  kind: 'failed',
  detail: 'The rollout was aborted during this upgrade, and Teams still reports the old version.',
  requestId: null,
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

type Sent = { kind: 'arrived'; upgrade: Upgrade } | { kind: 'unchanged' | 'gone' | 'unreadable' }

/** Its process died after sending: what Graph shows now says how that ended, and nothing is sent before it is known. */
async function readSent({ rollout, target }: TargetWork, { apps, call }: Calls): Promise<Sent> {
  const found = await apps.find(scopeOf(target), referenceOf(rollout.app), call)
  if (found.kind === 'not-found') return { kind: 'gone' }
  if (found.kind !== 'ok') return { kind: 'unreadable' }
  if (!found.value) return { kind: 'gone' }
  const { version, consented, app } = found.value
  const hasArrived = version !== null && compareVersions(version, rollout.pinned.version) >= 0
  if (!hasArrived || version === target.sent?.from) return { kind: 'unchanged' }
  const { required } = rollout.pinned
  const held = judgeHeld({ scope: scopeOf(target), required, before: [], now: consented })
  const outcome: UpgradeOutcome = { kind: 'upgraded', from: target.sent?.from ?? null, to: version, ...held }
  return { kind: 'arrived', upgrade: { ...nothingSent, outcome, appName: app.name, posts: 1 } }
}

const nothingSent = { appName: null, app: null, posts: 0, requestId: null, expected: null }

type Seen = { work: TargetWork; observed: Observed; correlationId: string }

function resultOf(upgrade: Upgrade | null, { work, observed, correlationId }: Seen): TargetResult {
  const { rollout, target, signal } = work
  if (upgrade === null) return { kind: 'stopped' }
  const { outcome, posts } = upgrade
  const isOpen = outcome.kind === 'failed' || outcome.kind === 'try-later'
  if (signal.aborted && !observed.isSent && isOpen) return { kind: 'stopped' }
  const { credentialTrouble: trouble } = observed
  // The second time the operator knows, and wants to hear which places it concerns.
  if (trouble && (isOpen || outcome.kind === 'refused') && (trouble.isToken || rollout.credentialPauses === 0)) {
    return { kind: 'credential', trouble }
  }
  const ending = endOfTarget(outcome, rollout.pinned)
  if (ending.kind === 'wait' && target.attempts < mostAttempts) {
    return { kind: 'deferred', afterSeconds: pauseSeconds(ending.afterSeconds, target.attempts) }
  }
  const finished = {
    kind: target.kind,
    id: target.id,
    end: ending.kind === 'ended' ? proven(ending.end, { rollout, upgrade }) : gaveUp(ending.requestId),
    posts: rollout.settings.isDryRun ? 0 : posts,
    known: knownAfter(observed, target, outcome),
    actor: actorOf(rollout),
    correlationId,
  }
  const isMismatch = outcome.kind === 'refused' && outcome.reason === 'permission-mismatch'
  return { kind: isMismatch ? 'mismatch' : 'finished', target: finished }
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

function pauseSeconds(askedSeconds: number, attempts: number): number {
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
