import type { Answer, Trouble } from './answer.ts'
import type { AppCatalog, CatalogApp } from './app-catalog.ts'
import type { Verdict } from './authority.ts'
import { compareVersions } from './compare-versions.ts'
import { hashPermissionSet } from './hash-permission-set.ts'
import type { AppReference, CallContext, Installation, InstalledApps } from './installed-apps.ts'
import { comparePermissions, needsConsent, type Permission } from './permission-set.ts'
import { postUpgrade } from './post-upgrade.ts'
import type { Scope } from './scope.ts'
import { endOf } from './trouble-outcome.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type UpgradeRequest = {
  scope: Scope
  app: AppReference
  /** `hashPermissionSet` of what a person said yes to; null when nobody was asked. */
  acceptedSet: string | null
  /** About the person who asks, at this moment: for an upgrade with new permissions if `acceptedSet`, else without. */
  mayUpgrade: Verdict
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

/** What is about to be done, when nothing has been changed yet. */
export type PlannedUpgrade = {
  appName: string
  /** Its manifest id, or the catalog id of a store app (which is the manifest's). */
  externalId: string
  from: string | null
  to: string | null
  consent: Permission[] | null
}

export type UpgradeParts = {
  installedApps: InstalledApps
  appCatalog: AppCatalog
  patience: UpgradePatience
  sleep(ms: number): Promise<void>
  /** Awaited before the first request that changes something. */
  beforePost?(planned: PlannedUpgrade): Promise<void>
}

/** The outcome, and what an answer to a person and an audit entry need beside it. */
export type Upgrade = {
  outcome: UpgradeOutcome
  appName: string | null
  /** Graph's id of what was found; not there where nothing was. */
  installationId?: string
  /** What history keeps the app by; not there where nothing was sent. */
  externalId?: string
  /** How the app was found; null where it was not. */
  app: AppReference | null
  /** State-changing requests that were sent. */
  posts: number
  /** Graph's id of the last of them. */
  requestId: string | null
  /** What to look for when reading back later; null when nothing was sent. */
  expected: ExpectedUpgrade | null
}

/** What an upgrade that was sent should have brought. */
export type ExpectedUpgrade = {
  from: string | null
  to: string | null
  required: Permission[]
  consentedBefore: Permission[]
  clientAppId: string | null
}

/** The one thing this product does: upgrade one app in one place, and say truthfully how it ended. */
export async function upgradeInstallation(request: UpgradeRequest, parts: UpgradeParts): Promise<Upgrade> {
  const isAccepting = request.acceptedSet !== null
  // Who may not accept hears so at once: nothing that is read could change it.
  const refusal = isAccepting ? refusalOf(request.mayUpgrade) : null
  if (refusal) return ended(refusal)
  // A yes is to what is asked for now, not to what a cache remembers.
  const catalog = await parts.appCatalog.newest(request.app, request.call, { fresh: isAccepting })
  if (isPassing(catalog)) return ended(endOf(catalog))
  const newest = catalog.kind === 'ok' ? catalog.value : null
  // And a yes to something that cannot be read any more is a yes to nothing.
  if (isAccepting && !newest) return ended(catalog.kind === 'ok' ? nothingPublished : endOf(catalog))
  const app = referenceTo(newest, request.app)

  const found = await parts.installedApps.find(request.scope, app, request.call)
  if (found.kind !== 'ok') return ended(endOf(found), newest?.name)
  if (!found.value) return ended({ kind: 'not-installed' }, newest?.name)
  const look = { installation: found.value, app, newest }
  return { ...(await decide(look, request, parts)), installationId: found.value.id }
}

type Look = { installation: Installation; app: AppReference; newest: CatalogApp | null }

/** It is there: is it behind, is the newer one consented to, may this person, then do it. */
async function decide(look: Look, request: UpgradeRequest, parts: UpgradeParts): Promise<Upgrade> {
  const { installation, app, newest } = look
  const appName = installation.app.name
  if (!request.force && isCurrent(installation, newest) && !lacksPermissions(installation, newest)) {
    return ended({ kind: 'already-latest', version: installation.version ?? newest.version }, appName)
  }
  const [from, to] = [installation.version, newest?.version ?? null]
  const required = newest?.required ?? []
  const consented = await readConsented(look, request, parts)
  if (consented.kind !== 'ok') return ended(endOf(consented), appName)
  const diff = comparePermissions(required, consented.value)
  if (needsConsent(diff) && request.acceptedSet !== hashPermissionSet(required)) {
    return ended({ kind: 'needs-consent', from, to, ...diff }, appName)
  }
  const refusal = refusalOf(request.mayUpgrade)
  if (refusal) return ended(refusal, appName)

  const consent = required.length > 0 ? required : null
  const externalId = installation.app.externalId || installation.app.catalogId
  await parts.beforePost?.({ appName, externalId, from, to, consent })
  const before = { ...look, consented: consented.value, diff, consent }
  const clientAppId = newest?.clientAppId ?? null
  const expected = { from, to, required, consentedBefore: consented.value, clientAppId }
  const upgrade = { ...(await postUpgrade(before, request, parts)), appName, app, externalId, expected }
  const isMismatch = upgrade.outcome.kind === 'refused' && upgrade.outcome.reason === 'permission-mismatch'
  const other = isMismatch ? await askedByNow(look, request, { parts, consented: consented.value }) : null
  return other ? { ...upgrade, outcome: other } : upgrade
}

/** The set was not the required one: if a newer version asks for another by now, that is the question, not a refusal. */
async function askedByNow(
  { installation, newest }: Look,
  request: UpgradeRequest,
  { parts, consented }: { parts: UpgradeParts; consented: Permission[] },
): Promise<UpgradeOutcome | null> {
  const fresh = await parts.appCatalog.newest(request.app, request.call, { fresh: true })
  if (fresh.kind !== 'ok' || !fresh.value) return null
  const { required, version: to } = fresh.value
  const diff = comparePermissions(required, consented)
  const isNews = hashPermissionSet(required) !== hashPermissionSet(newest?.required ?? [])
  return isNews && needsConsent(diff) ? { kind: 'needs-consent', from: installation.version, to, ...diff } : null
}

const nothingPublished: UpgradeOutcome = {
  kind: 'refused',
  reason: 'rejected',
  detail: 'The catalog has no published version of this app any more.',
  requestId: null,
}

/** As it was asked for, except that Graph knows store apps by their catalog id alone. */
export function referenceTo(newest: CatalogApp | null, app: AppReference): AppReference {
  return newest?.isFromStore ? { by: 'catalogId', id: newest.catalogId } : app
}

/** How an upgrade ends for somebody who may not; null for who may. */
export function refusalOf(verdict: Verdict): Extract<UpgradeOutcome, { kind: 'refused' }> | null {
  switch (verdict.kind) {
    case 'allowed':
      return null
    case 'refused':
      return { kind: 'refused', reason: 'not-allowed-person', detail: verdict.whoMay, requestId: null }
    case 'unreadable':
      return { kind: 'refused', reason: 'missing-permission', detail: verdict.detail, requestId: verdict.requestId }
  }
}

/** Without the permission to read the catalog the target stays unknown and Graph decides; trouble that passes must not. */
export function isPassing(catalog: Answer<unknown>): catalog is Extract<Trouble, { kind: 'throttled' | 'doubtful' }> {
  return catalog.kind === 'throttled' || catalog.kind === 'doubtful'
}

function isCurrent({ version }: Installation, newest: CatalogApp | null): newest is CatalogApp {
  return version !== null && newest !== null && compareVersions(version, newest.version) >= 0
}

/**
 * At the newest version by Graph's word, and without some of its permissions: seen after upgrades that went wrong, and
 * where Graph reports the catalog's version. An empty set says nothing: it is also what an app shows that was installed by hand.
 */
export function lacksPermissions({ consented }: Installation, newest: CatalogApp): boolean {
  if (!consented || consented.length === 0) return false
  return needsConsent(comparePermissions(newest.required, consented))
}

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
  return { outcome, appName, app: null, posts: 0, requestId, expected: null }
}
