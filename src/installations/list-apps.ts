import type { Answer } from './answer.ts'
import type { CatalogApp } from './app-catalog.ts'
import type { UpdateKind } from './installation-status.ts'
import type { CallContext, Installation } from './installed-apps.ts'
import { comparePermissions, type PermissionDiff } from './permission-set.ts'
import { updateKind } from './read-status.ts'
import type { Scope } from './scope.ts'
import type { UpgradeParts } from './upgrade-installation.ts'

/** One installed app in a list of them. `reference` is its catalog id: looked up again in the scope when it comes back. */
export type ListedApp = {
  reference: string
  externalId: string | null
  name: string
  installed: string | null
  newest: string | null
  update: UpdateKind
  /** False for what Graph lists but this bot may not upgrade (another Entra app's, by the Self permissions). */
  isUpgradable: boolean
}

/** The same with what names it in Graph, and what its newest version asks for: nothing where that is not known. */
export type ListedInstallation = ListedApp & { installationId: string; permissions: PermissionDiff }

export type ListParts = Pick<UpgradeParts, 'installedApps' | 'appCatalog'> & {
  /** Whether this token may upgrade apps there that are not its own; true where that cannot be known before trying. */
  mayManageOthers(scope: Scope): Promise<boolean>
  isOwnApp(app: Installation['app']): boolean
}

/** Everything installed in one place beside its newest version, by name. Without the catalog the newest stay unknown. */
export async function listApps(
  scope: Scope,
  parts: ListParts,
  call: CallContext,
): Promise<Answer<ListedInstallation[]>> {
  const installed = await parts.installedApps.list(scope, call)
  if (installed.kind !== 'ok') return installed
  const ids = installed.value.map(({ app }) => app.catalogId)
  const catalog = await parts.appCatalog.newestOf(ids, call)
  const newest = new Map(catalog.kind === 'ok' ? catalog.value.map((app) => [app.catalogId, app]) : [])
  const mayManageOthers = await parts.mayManageOthers(scope)
  const apps = installed.value.map((installation) => {
    const isUpgradable = mayManageOthers || parts.isOwnApp(installation.app)
    return toListedApp(installation, newest.get(installation.app.catalogId) ?? null, isUpgradable)
  })
  return { ...installed, value: apps.sort((a, b) => a.name.localeCompare(b.name, 'en')) }
}

const nothing: PermissionDiff = { added: [], kept: [], dropped: [] }

function toListedApp(
  { id, app, version, consented }: Installation,
  newest: CatalogApp | null,
  isUpgradable: boolean,
): ListedInstallation {
  const diff = newest && consented ? comparePermissions(newest.required, consented) : null
  const permissions = diff ? { kind: 'known' as const, ...diff } : { kind: 'unknown' as const, revealedBy: [] }
  return {
    installationId: id,
    reference: app.catalogId,
    externalId: app.externalId,
    name: app.name,
    installed: version,
    newest: newest?.version ?? null,
    update: updateKind(version, newest, permissions),
    isUpgradable,
    permissions: diff ?? nothing,
  }
}

/** By name, external id or catalog id: an exact name or id wins, else every app whose name has the words in it. */
export function findApps(apps: ListedApp[], words: string): ListedApp[] {
  const asked = comparable(words)
  const exact = apps.filter(({ name, reference, externalId }) =>
    [name, reference, externalId].some((one) => one !== null && comparable(one) === asked),
  )
  return exact.length > 0 ? exact : apps.filter(({ name }) => comparable(name).includes(asked))
}

/** Names as people type them: case, punctuation and white space do not matter, on either side. */
function comparable(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\p{P}\p{S}\s]+/gu, ' ')
    .trim()
}
