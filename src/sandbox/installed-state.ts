import type { Permission } from '../installations/permission-set.ts'
import { definitionOf } from './newest-definition.ts'
import type { Place } from './places.ts'
import type { CatalogApp, Definition, Held, Installation, Tenant } from './tenant.ts'

/** What reads show of an installation at a moment: after an upgrade the old for a while, if the tenant lags. */
export type Seen = { version: string; consented: Permission[] | null; granted: Permission[] }

export function see(installation: Installation, tenant: Tenant, nowMs: number): Seen {
  const { version, consented, granted } = shownAt(installation, nowMs)
  const isWhatArrived = tenant.behaviours.consentedSetReports === 'granted'
  return { version, consented: isWhatArrived ? granted : consented, granted: granted ?? [] }
}

function shownAt(installation: Installation, nowMs: number): Held {
  const { lag, version, consented } = installation
  const now: Held = { version, consented, granted: installation.granted ?? consented }
  if (lag && nowMs < lag.until) return lag.before
  return lag && nowMs < lag.grantsUntil ? { ...now, granted: lag.before.granted } : now
}

export type Change = { target: Definition; consented: Permission[] | null; nowMs: number }

/** Upgrades in place, as the tenant's behaviours let the result arrive. */
export function moveTo(installation: Installation, tenant: Tenant, change: Change): { from: string; to: string } {
  const { propagationMs, grantsArrive, grantsLagMs } = tenant.behaviours
  const before = structuredClone(shownAt(installation, change.nowMs))
  const held = installation.granted ?? installation.consented
  const from = installation.version
  const until = change.nowMs + propagationMs
  installation.version = change.target.version
  installation.consented = structuredClone(change.consented)
  installation.granted = structuredClone(arriving(change.consented ?? [], held ?? [], grantsArrive))
  installation.lag = { before, until, grantsUntil: until + (grantsArrive === 'late' ? grantsLagMs : 0) }
  return { from, to: change.target.version }
}

function arriving(
  consented: Permission[],
  held: Permission[],
  how: Tenant['behaviours']['grantsArrive'],
): Permission[] {
  const wasHeld = (permission: Permission) => held.some((other) => isSame(other, permission))
  if (how === 'missing') return consented.filter(wasHeld)
  if (how === 'lost') return consented.filter((permission) => !wasHeld(permission))
  return consented
}

const isSame = (a: Permission, b: Permission) =>
  a.permissionValue === b.permissionValue && a.permissionType === b.permissionType

const placeSuffix: Record<Place['kind'], string> = { team: '.Group', chat: '.Chat', user: '.User' }

/** A permission's last part says what it is for: `.Group` (team), `.Chat` or `.User`. */
export function ofPlace(permissions: Permission[], kind: Place['kind']): Permission[] {
  return permissions.filter(({ permissionValue }) => permissionValue.endsWith(placeSuffix[kind]))
}

export type PlaceGrant = { clientAppId: string; permission: Permission; app: CatalogApp }

/** The resource-specific permissions that installed apps hold in a place, each by the Entra app of the version that shows. */
export function grantsIn(place: Place, tenant: Tenant, nowMs: number): PlaceGrant[] {
  return place.installations.flatMap((installation) => {
    const app = tenant.catalog.find(({ id }) => id === installation.appId)
    const { version, granted } = see(installation, tenant, nowMs)
    const clientAppId = app && definitionOf(app, version)?.clientAppId
    if (!app || !clientAppId) return []
    return ofPlace(granted, place.kind).map((permission) => ({ clientAppId, permission, app }))
  })
}
