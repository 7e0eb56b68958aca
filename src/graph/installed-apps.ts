import type { Answer } from '../installations/answer.ts'
import type { AppReference, Installation, InstalledApps } from '../installations/installed-apps.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { Scope } from '../installations/scope.ts'
import { readGrant, readPermissionSet } from './permissions.ts'
import { field } from './read-answer.ts'
import { type Reader, readPages } from './read-pages.ts'
import { scopePath } from './scope-path.ts'

/** Which of the two documented forms of the action's body carries the consent; the second one is beta's. */
export type UpgradeBody = 'consentedPermissionSet' | 'grantedResourceSpecificApplicationPermissions'

/**
 * The installed apps of a team, chat or person through Graph.
 * https://learn.microsoft.com/graph/api/team-list-installedapps · chat-list-installedapps ·
 * userteamwork-list-installedapps · team-teamsappinstallation-upgrade (and its chat- and userteamwork- forms)
 */
export function createInstalledApps(reader: Reader, options: { upgradeBody: UpgradeBody }): InstalledApps {
  return {
    async find(scope, app, call) {
      // Read back through the list too: getting one installation of a chat asks for other permissions than listing.
      const select = '$select=id,consentedPermissionSet&$expand=teamsApp,teamsAppDefinition'
      const items = await readPages(reader, listPath(scope, `${select}&${filterOf(app)}`), call)
      return mapOk(items, (list) => list.map(readInstallation).find((item) => item !== null && isOf(item, app)) ?? null)
    },
    async list(scope, call) {
      const select = '$select=id,consentedPermissionSet&$expand=teamsApp,teamsAppDefinition'
      const items = await readPages(reader, listPath(scope, select), call)
      return mapOk(items, (list) => list.flatMap((item) => readInstallation(item) ?? []))
    },
    async readGrants(scope, clientAppId, call) {
      // "This operation doesn't support the OData query parameters": all apps' grants come, ours are picked out.
      const items = await readPages(reader, grantsPath(scope), call)
      return mapOk(items, (list) => list.flatMap((item) => readGrant(item, clientAppId)))
    },
    async readConsented(scope, app, call) {
      // "A $select query parameter is required to show the consented permission set": here with nothing beside it.
      const items = await readPages(reader, listPath(scope, `$select=consentedPermissionSet,id&${filterOf(app)}`), call)
      return mapOk(items, (list) => readConsented(list[0]))
    },
    async upgrade(scope, { installationId, consent }, call) {
      const path = `${scopePath(scope)}/installedApps/${encodeURIComponent(installationId)}/upgrade`
      const body = upgradeBody(consent, options.upgradeBody)
      return mapOk(await reader.graph.send({ method: 'POST', path, body }, call), () => null)
    },
  }
}

/** https://learn.microsoft.com/graph/api/team-list-permissiongrants · chat-list- · user-list-permissiongrants */
function grantsPath(scope: Scope): string {
  return `${scopePath(scope).replace(/\/teamwork$/, '')}/permissionGrants`
}

function listPath(scope: Scope, query: string): string {
  return `${scopePath(scope)}/installedApps?${query}`
}

/** Store apps have no external id, so they are found by the id of the catalog (the pages' note on `externalId`). */
function filterOf({ by, id }: AppReference): string {
  const property = by === 'catalogId' ? 'teamsApp/id' : 'teamsApp/externalId'
  return `$filter=${encodeURIComponent(`${property} eq '${id.replaceAll("'", "''")}'`)}`
}

/** Never upgrade an app because a filter was ignored. */
function isOf({ app }: Installation, { by, id }: AppReference): boolean {
  const known = by === 'catalogId' ? app.catalogId : app.externalId
  return known?.toLowerCase() === id.toLowerCase()
}

function readInstallation(item: unknown): Installation | null {
  const app = field(item, 'teamsApp')
  const definition = field(item, 'teamsAppDefinition')
  const id = field(item, 'id')
  const catalogId = field(app, 'id')
  if (typeof id !== 'string' || typeof catalogId !== 'string') return null
  const version = field(definition, 'version')
  const externalId = field(app, 'externalId')
  const name = field(app, 'displayName') ?? field(definition, 'displayName')
  return {
    id,
    version: typeof version === 'string' ? version : null,
    consented: readConsented(item),
    app: {
      catalogId,
      externalId: typeof externalId === 'string' ? externalId : null,
      name: typeof name === 'string' ? name : catalogId,
    },
  }
}

/** The property is null where nothing was consented to, and not there at all where Graph does not say. */
function readConsented(item: unknown): Permission[] | null {
  const set = field(item, 'consentedPermissionSet')
  return set === undefined ? null : readPermissionSet(set)
}

function upgradeBody(consent: Permission[] | null, form: UpgradeBody): object {
  if (consent === null) return {}
  switch (form) {
    case 'consentedPermissionSet':
      return { consentedPermissionSet: { resourceSpecificPermissions: consent } }
    case 'grantedResourceSpecificApplicationPermissions': {
      const names = consent.filter(({ permissionType }) => permissionType === 'application')
      if (names.length === 0) return {}
      return { grantedResourceSpecificApplicationPermissions: names.map(({ permissionValue }) => permissionValue) }
    }
  }
}

function mapOk<T, U>(answer: Answer<T>, map: (value: T) => U): Answer<U> {
  return answer.kind === 'ok' ? { ...answer, value: map(answer.value) } : answer
}
