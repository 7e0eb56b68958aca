import type { Trouble } from './answer.ts'
import type { CatalogApp } from './app-catalog.ts'
import { compareVersions } from './compare-versions.ts'
import type { AppReference, Installation } from './installed-apps.ts'
import type { Permission } from './permission-set.ts'
import { endOf } from './trouble-outcome.ts'
import type { Upgrade, UpgradeParts, UpgradeRequest } from './upgrade-installation.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** What was read before anything was changed. */
export type Before = {
  installation: Installation
  app: AppReference
  newest: CatalogApp | null
  consented: Permission[]
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
): Promise<Omit<Upgrade, 'appName'>> {
  const consent = before.newest && before.newest.required.length > 0 ? before.newest.required : null
  const upgrade = { installationId: before.installation.id, consent }
  for (let posts = 1; ; posts++) {
    const answer = await parts.installedApps.upgrade(request.scope, upgrade, request.call)
    const { requestId } = answer
    if (answer.kind === 'ok') return { outcome: await readBack(before, request, parts), posts, requestId }
    if (answer.kind === 'refused' || answer.kind === 'failed') return { outcome: endOf(answer), posts, requestId }

    const after = await parts.installedApps.find(request.scope, before.app, request.call)
    const outcome = endAfterDoubt(before, answer, after)
    if (outcome) return { outcome, posts, requestId }
    const waitSeconds = after.kind === 'ok' ? waitBeforeNext(answer, posts, parts) : null
    if (waitSeconds === null) return { outcome: endUnchanged(answer, after), posts, requestId }
    await parts.sleep(waitSeconds * 1000)
  }
}

/** What reading the state says of a doubtful answer; null when nothing changed that could be seen. */
function endAfterDoubt(before: Before, answer: Trouble, after: After): UpgradeOutcome | null {
  if (hasMoved(before, after)) return outcomeOf(before, after)
  if (after.kind === 'not-found' || (after.kind === 'ok' && after.value === null)) return { kind: 'not-installed' }
  // What Graph answers to an upgrade of what is current already is documented nowhere; a 400 or 409 may mean just that.
  if (answer.kind === 'unclear' && isForcedAgain(before, after)) {
    return { kind: 'already-latest', version: after.value.version }
  }
  return null
}

/** Seconds until the next POST, or null when there is to be none. */
function waitBeforeNext(answer: Trouble, posts: number, { patience }: UpgradeParts): number | null {
  if (answer.kind !== 'throttled' && answer.kind !== 'doubtful') return null
  const waitSeconds = answer.retryAfterSeconds ?? 2 ** (posts - 1)
  return posts < patience.posts && waitSeconds <= patience.longestWaitSeconds ? waitSeconds : null
}

/** The doubtful answer was the last one: what is said depends on whether the state could be read after it. */
function endUnchanged(answer: Trouble, after: After): UpgradeOutcome {
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
    outcome = outcomeOf(before, after)
    if (outcome.kind === 'upgraded' && outcome.missing.length + outcome.lost.length === 0) break
  }
  return outcome
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

function outcomeOf(before: Before, { value }: Seen): UpgradeOutcome {
  const permissions = comparePermissionsAfter(before, value)
  return { kind: 'upgraded', from: before.installation.version, to: value.version, ...permissions }
}

/** Only application permissions are judged: a delegated one may be left out of a consent, and then out of what is read. */
function comparePermissionsAfter({ newest, consented }: Before, after: Installation) {
  const required = newest?.required ?? []
  const now = after.consented
  if (now === null) return { granted: [], missing: [], lost: [] }
  const isIn = (set: Permission[]) => (one: Permission) =>
    set.some((p) => p.permissionValue === one.permissionValue && p.permissionType === one.permissionType)
  const gone = required.filter((one) => one.permissionType === 'application' && !isIn(now)(one))
  return {
    granted: required.filter(isIn(now)),
    missing: gone.filter((one) => !isIn(consented)(one)),
    lost: gone.filter(isIn(consented)),
  }
}
