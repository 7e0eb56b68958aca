import type { Trouble } from './answer.ts'
import type { CatalogApp } from './app-catalog.ts'
import { compareVersions } from './compare-versions.ts'
import type { AppReference, Installation } from './installed-apps.ts'
import { isUnsent } from './is-unsent.ts'
import { judgeHeld } from './judge-held.ts'
import { needsConsent, type Permission, type PermissionDiff } from './permission-set.ts'
import type { Scope } from './scope.ts'
import { endOf } from './trouble-outcome.ts'
import type { Upgrade, UpgradeParts, UpgradeRequest } from './upgrade-installation.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** What was read before anything was changed. */
export type Before = {
  installation: Installation
  app: AppReference
  newest: CatalogApp | null
  consented: Permission[]
  diff: PermissionDiff
  /** What the request carries: the newest version's whole set, null where it asks for nothing. */
  consent: Permission[] | null
}

/** An installation as it was read back, or why it could not be. */
type After = { kind: 'ok'; value: Installation | null } | Trouble

/**
 * Sends the upgrade and reads back what happened. After a doubtful answer the state is read before anything is sent
 * again, because a 429 or a time-out may hide a success; a repeated POST towards "latest" does no harm, an endless one
 * does, so each doubtful answer buys at most one more.
 */
export async function postUpgrade(
  before: Before,
  request: UpgradeRequest,
  parts: UpgradeParts,
): Promise<Omit<Upgrade, 'appName' | 'app' | 'expected'>> {
  const upgrade = { installationId: before.installation.id, consent: before.consent }
  let posts = 0
  for (let attempt = 1; ; attempt++) {
    const answer = await parts.installedApps.upgrade(request.scope, upgrade, request.call)
    const { requestId } = answer
    if (!isUnsent(answer)) posts++
    if (answer.kind === 'ok') return { outcome: await readBack(before, request, parts), posts, requestId }
    if (answer.kind === 'refused' || answer.kind === 'failed') return { outcome: endOf(answer), posts, requestId }

    const after = await parts.installedApps.find(request.scope, before.app, request.call)
    const outcome = endAfterDoubt(before, request.scope, { answer, after })
    if (outcome) return { outcome, posts, requestId }
    const waitSeconds = after.kind === 'ok' ? waitBeforeNext(answer, attempt, parts) : null
    if (waitSeconds === null) return { outcome: endUnchanged(answer, after), posts, requestId }
    await parts.sleep(waitSeconds * 1000)
  }
}

type Doubt = { answer: Trouble; after: After }

/** What reading the state says of a doubtful answer; null when nothing changed that could be seen. */
function endAfterDoubt(before: Before, scope: Scope, { answer, after }: Doubt): UpgradeOutcome | null {
  if (hasMoved(before, after)) {
    return upgradedFrom(before, scope, { version: after.value.version, held: after.value.consented })
  }
  if (after.kind === 'not-found' || (after.kind === 'ok' && after.value === null)) return { kind: 'not-installed' }
  // What Graph answers to an upgrade of what is current already is documented nowhere; a 400 or 409 may mean just that.
  if (answer.kind === 'unclear' && isForcedAgain(before, after)) {
    return { kind: 'already-latest', version: after.value.version }
  }
  return null
}

/** Seconds until the next attempt, or null when there is to be none. */
function waitBeforeNext(answer: Trouble, attempt: number, { patience }: UpgradeParts): number | null {
  if (answer.kind !== 'throttled' && answer.kind !== 'doubtful') return null
  const waitSeconds = answer.retryAfterSeconds ?? 2 ** (attempt - 1)
  return attempt < patience.posts && waitSeconds <= patience.longestWaitSeconds ? waitSeconds : null
}

/** The doubtful answer was the last one: what is said depends on whether the state could be read after it. */
function endUnchanged(answer: Trouble, after: After): UpgradeOutcome {
  // A 404 for what the list has shown a moment ago and shows again is no missing app.
  if (answer.kind === 'not-found') {
    return { kind: 'refused', reason: 'rejected', detail: answer.detail, requestId: answer.requestId }
  }
  if (after.kind === 'ok' || answer.kind === 'throttled') return endOf(answer)
  const detail = 'detail' in answer ? answer.detail : 'no clear answer'
  return {
    kind: 'failed',
    detail: `${detail}; and reading back did not work either, so whether it was upgraded is not known`,
    requestId: answer.requestId,
  }
}

/** Graph said 204: reads with growing patience until the new version, and what it was granted, show. */
async function readBack(before: Before, request: UpgradeRequest, parts: UpgradeParts): Promise<UpgradeOutcome> {
  let outcome: UpgradeOutcome = {
    kind: 'accepted',
    from: before.installation.version,
    to: before.newest?.version ?? null,
  }
  for (const ms of parts.patience.readBackMs) {
    if (ms > 0) await parts.sleep(ms)
    const after = await parts.installedApps.find(request.scope, before.app, request.call)
    if (!hasMoved(before, after) && !isForcedAgain(before, after)) continue
    outcome = upgradedFrom(before, request.scope, {
      version: after.value.version,
      held: await readHeld(before, after.value, { request, parts }),
    })
    if (outcome.missing.length + outcome.lost.length === 0) break
  }
  return outcome
}

/** Where new permissions were consented to, Graph's grants say whether they arrived; else the installation's own record does. */
async function readHeld(
  { diff, newest }: Before,
  after: Installation,
  { request, parts }: { request: UpgradeRequest; parts: UpgradeParts },
): Promise<Permission[] | null> {
  if (!needsConsent(diff) || !newest?.clientAppId) return after.consented
  const grants = await parts.installedApps.readGrants(request.scope, newest.clientAppId, request.call)
  return grants.kind === 'ok' ? grants.value : after.consented
}

type Seen = { kind: 'ok'; value: Installation & { version: string } }

function hasMoved({ installation, newest }: Before, after: After): after is Seen {
  if (after.kind !== 'ok' || !after.value?.version) return false
  const { version } = after.value
  if (version === installation.version) return false
  return newest === null || compareVersions(version, newest.version) >= 0
}

/** "Upgrade anyway" starts from the newest version as Graph reports it, so the version cannot be seen to move. */
function isForcedAgain({ installation, newest }: Before, after: After): after is Seen {
  if (after.kind !== 'ok' || !after.value?.version || !newest || !installation.version) return false
  return compareVersions(installation.version, newest.version) >= 0 && after.value.version === installation.version
}

function upgradedFrom(before: Before, scope: Scope, { version, held }: { version: string; held: Permission[] | null }) {
  const required = before.newest?.required ?? []
  const permissions = judgeHeld({ scope, required, before: before.consented, now: held })
  return { kind: 'upgraded' as const, from: before.installation.version, to: version, ...permissions }
}
