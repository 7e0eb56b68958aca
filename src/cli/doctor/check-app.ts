import type { Answer } from '../../installations/answer.ts'
import { compareVersions } from '../../installations/compare-versions.ts'
import type { CatalogDefinition, CatalogEntry } from '../../installations/inspection.ts'
import { type Finding, missing, ok, unknown } from './finding.ts'
import { grant, inWords } from './trouble-words.ts'
import { permissionName, places, upgradeRights } from './upgrade-rights.ts'

/** The newest definition that can be installed; null where none can. */
export function newestPublished(entry: CatalogEntry | null): CatalogDefinition | null {
  const published = (entry?.definitions ?? []).filter(({ state, version }) => state === 'published' && version !== '')
  return published.sort((a, b) => compareVersions(b.version, a.version))[0] ?? null
}

export function checkCatalog(answer: Answer<CatalogEntry | null>, teamsAppId: string): Finding {
  if (answer.kind === 'refused') {
    return missing(
      'catalog',
      `The catalog cannot be read: ${inWords(answer)}. Upgrades go on, but the bot cannot say to which version, nor bring in one that asks for more.`,
      grant('AppCatalog.Read.All'),
    )
  }
  if (answer.kind !== 'ok')
    return unknown('catalog', `The catalog could not be read: ${inWords(answer)}.`, 'Try again in some minutes.')
  const entry = answer.value
  if (!entry) {
    return missing(
      'catalog',
      `The catalog has no app with the manifest id ${teamsAppId}.`,
      'Upload the package (npm run package) in the Teams admin center under Manage apps, or set TEAMS_APP_ID to the id in the manifest. An app that was only sideloaded is in no catalog.',
    )
  }
  const isCatalogId = !entry.isFromStore && entry.catalogId.toLowerCase() === teamsAppId.toLowerCase()
  if (isCatalogId) {
    return missing(
      'catalog',
      `TEAMS_APP_ID is the id that the catalog gave to ${entry.name}, not the one in its manifest.`,
      `Set TEAMS_APP_ID to ${entry.externalId ?? 'the id in the manifest'}.`,
    )
  }
  return checkDefinitions(entry)
}

function checkDefinitions(entry: CatalogEntry): Finding {
  const newest = newestPublished(entry)
  if (!newest) {
    const states = entry.definitions.map(({ version, state }) => `${version} ${state}`).join(', ')
    return missing(
      'catalog',
      `${entry.name} is in the catalog, but no version of it is published (${states || 'none is listed'}).`,
      'Approve a version in the Teams admin center under Manage apps.',
    )
  }
  const asked = newest.required.filter(({ permissionType }) => permissionType === 'application').length
  const asks =
    asked === 0 ? 'no resource-specific application permission' : `${asked} resource-specific application permissions`
  return ok('catalog', `${entry.name} is published in version ${newest.version}, which asks for ${asks}.`)
}

/**
 * Whether the published manifest names the Entra app whose token the bot has: "AAD App Id … is not allowed to manage the
 * Teams App" (msteams-docs issue 6820, microsoft-graph-docs issue 16666), and the empty lists of the Self permissions.
 */
export function checkWebApplication(known: {
  newest: CatalogDefinition | null
  appId: string | null
  roles: string[] | null
}): Finding | null {
  const { newest, appId, roles } = known
  const check = 'web-application'
  if (!newest) return null
  const named = newest.clientAppId
  const version = `version ${newest.version}`
  if (!named) {
    return unknown(
      check,
      `Graph does not show a webApplicationInfo.id in the published ${version}.`,
      'Look into its manifest: webApplicationInfo.id must be the id of the Entra app that calls Graph, or the bot may not upgrade itself.',
    )
  }
  if (!appId)
    return unknown(check, `The published ${version} names the Entra app ${named}; whose token this is, is not said.`)
  if (named.toLowerCase() === appId.toLowerCase()) {
    return ok(check, `webApplicationInfo.id of the published ${version} is the Entra app of the token, ${appId}.`)
  }
  const differs = `webApplicationInfo.id of the published ${version} is ${named}, and the token is for ${appId}`
  if (roles && !reliesOnSelf(roles)) {
    return ok(check, `${differs}. The permissions reach every app, so nothing is refused for it.`)
  }
  return missing(
    check,
    `${differs}. So Graph shows the bot empty lists, and answers 403 «AAD App Id … is not allowed to manage the Teams App».`,
    `Set webApplicationInfo.id in the manifest to ${appId}, publish that version, and upgrade once by hand; or grant permissions that reach any app, such as ${permissionName('ReadWriteAndConsent', 'team')}.`,
  )
}

function reliesOnSelf(roles: string[]): boolean {
  return places.some((place) => upgradeRights(roles, place).reach === 'self')
}
