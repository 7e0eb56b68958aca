import type { UpdateKind } from '../../../installations/installation-status.ts'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'
import type { ListedApp } from '../api/tab-shapes.ts'

const rank: Record<UpdateKind, number> = { upgrade: 0, consent: 1, 'probably-automatic': 2, unknown: 3, none: 4 }

/**
 * What can be upgraded first, then by name. Apps that were listed before keep their place, so that nothing moves under
 * the hand of a person who is working through the list.
 */
export function orderApps(apps: ListedApp[], listedBefore: ListedApp[]): ListedApp[] {
  const places = new Map(listedBefore.map(({ id }, place) => [id, place]))
  const placeOf = ({ id }: ListedApp) => places.get(id) ?? places.size
  return [...apps].sort(
    (a, b) => placeOf(a) - placeOf(b) || rank[a.update] - rank[b.update] || a.app.name.localeCompare(b.app.name),
  )
}

/** Those that "Upgrade all" means: nothing is asked of anybody. */
export function upgradableAtOnce(apps: ListedApp[]): ListedApp[] {
  return apps.filter(({ update }) => update === 'upgrade' || update === 'probably-automatic')
}

export function hasUpdate({ update }: ListedApp): boolean {
  return update === 'upgrade' || update === 'probably-automatic' || update === 'consent'
}

/** The app that a deep link names by any of its ids. */
export function linkedApp(apps: ListedApp[], name: string | null): ListedApp | null {
  return apps.find(({ id, app }) => name !== null && [app.externalId, app.id, id].includes(name)) ?? null
}

/** An app as an outcome leaves it, as far as that is certain. */
export function afterUpgrade(listed: ListedApp, outcome: UpgradeOutcome): ListedApp {
  const version = versionNow(outcome)
  if (version === null) return listed
  return { ...listed, version, update: 'none', permissions: { added: [], kept: [], dropped: [] } }
}

function versionNow(outcome: UpgradeOutcome): string | null {
  if (outcome.kind === 'upgraded') return outcome.to
  return outcome.kind === 'already-latest' ? outcome.version : null
}
