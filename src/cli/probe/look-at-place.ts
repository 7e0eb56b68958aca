import { compareVersions } from '../../installations/compare-versions.ts'
import type { CatalogDefinition, CatalogEntry } from '../../installations/inspection.ts'
import type { AppReference, Installation } from '../../installations/installed-apps.ts'
import { comparePermissions, type Permission } from '../../installations/permission-set.ts'
import type { Probe } from '../../installations/probe.ts'
import type { Scope } from '../../installations/scope.ts'
import { newestPublished } from '../doctor/check-app.ts'
import { inWords } from '../doctor/trouble-words.ts'
import { ofPlace } from './probed-place.ts'

/** What reading alone shows before anything is sent. */
export type Look = {
  scope: Scope
  reference: AppReference
  entry: CatalogEntry
  newest: CatalogDefinition
  installation: Installation
  /** What the app holds in the place; null where that cannot be listed. */
  grants: Permission[] | null
  /** Graph reports an older version than the newest published one. */
  isBehind: boolean
  /** Application permissions that the newest version asks for and the installation has not consented to. */
  added: Permission[]
  /** The newest version's permissions that are for such a place, where those are not all of them; else null. */
  part: Permission[] | null
}

export type Looked = { kind: 'seen'; look: Look } | { kind: 'blocked'; reason: string }

/** Reads the app's catalog entry, its installation and its grants in this place, and nothing else. */
export async function lookAtPlace(probe: Probe, scope: Scope, externalId: string): Promise<Looked> {
  const blocked = (reason: string): Looked => ({ kind: 'blocked', reason })
  const catalog = await probe.catalogEntry({ by: 'externalId', id: externalId })
  if (catalog.kind !== 'ok') return blocked(`The catalog cannot be read: ${inWords(catalog)}.`)
  const newest = newestPublished(catalog.value)
  if (!catalog.value || !newest) return blocked(`The catalog has no published version of ${externalId}.`)
  const entry = catalog.value
  const isCatalogId = !entry.isFromStore && entry.externalId?.toLowerCase() !== externalId.toLowerCase()
  if (isCatalogId) return blocked(`${externalId} is the catalog’s id; --app wants the manifest’s, ${entry.externalId}.`)
  const reference: AppReference = entry.isFromStore
    ? { by: 'catalogId', id: entry.catalogId }
    : { by: 'externalId', id: externalId }
  const found = await probe.installation(scope, reference)
  if (found.kind !== 'ok') return blocked(`The place cannot be read: ${inWords(found)}.`)
  if (!found.value) return blocked(`${entry.name} is not installed there, or is hidden from this Entra app.`)
  const grants = newest.clientAppId ? await probe.grants(scope, newest.clientAppId) : null
  const parts = { scope, reference, entry, newest, installation: found.value }
  return { kind: 'seen', look: { ...parts, grants: grants?.kind === 'ok' ? grants.value : null, ...compare(parts) } }
}

function compare({ scope, newest, installation }: Pick<Look, 'scope' | 'newest' | 'installation'>) {
  const { version, consented } = installation
  const part = ofPlace(newest.required, scope)
  const isApplication = ({ permissionType }: Permission) => permissionType === 'application'
  return {
    isBehind: version !== null && compareVersions(version, newest.version) < 0,
    added: comparePermissions(newest.required, consented ?? []).added.filter(isApplication),
    part: part.length < newest.required.length && newest.required.some(isApplication) ? part : null,
  }
}
