import type { Answer, Trouble } from './answer.ts'
import type { AppCatalog, CatalogApp } from './app-catalog.ts'
import { compareVersions } from './compare-versions.ts'
import type { AppReference, CallContext, Installation, InstalledApps } from './installed-apps.ts'
import { comparePermissions, isSameSet, needsConsent, type Permission } from './permission-set.ts'
import { postUpgrade } from './post-upgrade.ts'
import type { Scope } from './scope.ts'
import { endOf } from './trouble-outcome.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type UpgradeRequest = {
  scope: Scope
  /** The app's manifest id. */
  externalId: string
  /** The exact permission set a person said yes to; null when nobody was asked. */
  consent: Permission[] | null
  /** Skips the comparison of versions: Graph may report the catalog's version as the installed one. */
  force: boolean
  call: CallContext
}

/** How long, and how often, one upgrade may try. */
export type UpgradePatience = {
  /** State-changing requests in all: the first, and one more after each doubtful answer. */
  posts: number
  /** A longer `Retry-After` ends in `try-later` at once. */
  longestWaitSeconds: number
  /** Waits before each reading back, one after the other, until the new version shows. */
  readBackMs: number[]
}

export type UpgradeParts = {
  installedApps: InstalledApps
  appCatalog: AppCatalog
  patience: UpgradePatience
  sleep(ms: number): Promise<void>
}

/** The outcome, and what an answer to a person and an audit entry need beside it. */
export type Upgrade = {
  outcome: UpgradeOutcome
  appName: string | null
  /** State-changing requests that were sent. */
  posts: number
  /** Graph's id of the last of them. */
  requestId: string | null
}

/** The one thing this product does: upgrade one app in one place, and say truthfully how it ended. */
export async function upgradeInstallation(request: UpgradeRequest, parts: UpgradeParts): Promise<Upgrade> {
  const catalog = await parts.appCatalog.newest(request.externalId, request.call)
  if (isPassing(catalog)) return ended(endOf(catalog))
  const newest = catalog.kind === 'ok' ? catalog.value : null
  const app = referenceTo(newest, request.externalId)

  const found = await parts.installedApps.find(request.scope, app, request.call)
  if (found.kind !== 'ok') return ended(endOf(found), newest?.name)
  const installation = found.value
  if (!installation) return ended({ kind: 'not-installed' }, newest?.name)
  const appName = installation.app.name
  if (!request.force && isCurrent(installation, newest)) {
    return ended({ kind: 'already-latest', version: installation.version ?? newest.version }, appName)
  }

  const consented = await readConsented({ installation, app, newest }, request, parts)
  if (consented.kind !== 'ok') return ended(endOf(consented), appName)
  const required = newest?.required ?? []
  const diff = comparePermissions(required, consented.value)
  if (needsConsent(diff) && !(request.consent && isSameSet(request.consent, required))) {
    const from = installation.version
    return ended({ kind: 'needs-consent', from, to: newest?.version ?? null, ...diff }, appName)
  }

  const before = { installation, app, newest, consented: consented.value }
  return { ...(await postUpgrade(before, request, parts)), appName }
}

/** By the manifest id that people know, except for store apps, which Graph knows by catalog id alone. */
export function referenceTo(newest: CatalogApp | null, externalId: string): AppReference {
  return newest?.isFromStore ? { by: 'catalogId', id: newest.catalogId } : { by: 'externalId', id: externalId }
}

/** Without the permission to read the catalog the target stays unknown and Graph decides; trouble that passes must not. */
export function isPassing(catalog: Answer<unknown>): catalog is Extract<Trouble, { kind: 'throttled' | 'doubtful' }> {
  return catalog.kind === 'throttled' || catalog.kind === 'doubtful'
}

function isCurrent({ version }: Installation, newest: CatalogApp | null): newest is CatalogApp {
  return version !== null && newest !== null && compareVersions(version, newest.version) >= 0
}

type Look = { installation: Installation; app: AppReference; newest: CatalogApp | null }

/** What the installation has consented to; asked for alone only where it matters and the list did not tell. */
async function readConsented(
  { installation, app, newest }: Look,
  { scope, call }: UpgradeRequest,
  { installedApps }: UpgradeParts,
): Promise<Answer<Permission[]>> {
  const nothing: Answer<Permission[]> = { kind: 'ok', value: [], requestId: null }
  if (installation.consented) return { ...nothing, value: installation.consented }
  const asksForSome = newest?.required.some(({ permissionType }) => permissionType === 'application')
  if (!asksForSome) return nothing
  const answer = await installedApps.readConsented(scope, app, call)
  return answer.kind === 'ok' ? { ...answer, value: answer.value ?? [] } : answer
}

function ended(outcome: UpgradeOutcome, appName: string | null = null): Upgrade {
  const requestId = 'requestId' in outcome ? outcome.requestId : null
  return { outcome, appName, posts: 0, requestId }
}
