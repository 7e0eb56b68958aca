import { setTimeout as sleep } from 'node:timers/promises'
import type { AppCatalog } from './app-catalog.ts'
import type { Actor } from './audit-log.ts'
import { type AuditParts, auditedUpgrade } from './audited-upgrade.ts'
import type { Verdict } from './authority.ts'
import type { AppReference, InstalledApps } from './installed-apps.ts'
import type { Scope } from './scope.ts'
import { createShareFlights } from './share-flights.ts'
import type { Upgrade, UpgradeParts, UpgradePatience } from './upgrade-installation.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

export type AskedUpgrade = {
  tenantId: string
  scope: Scope
  app: AppReference
  /** The app's manifest id where it is known beside the reference, for the audit. */
  externalId?: string
  force: boolean
  /** `hashPermissionSet` of what a person said yes to; null when nobody was asked. */
  acceptedSet: string | null
  mayUpgrade: Verdict
  actor: Actor
  correlationId: string
  /** The installations as the person's own token sees them; the application token's where not said. */
  installedApps?: InstalledApps
}

/** What somebody who watches a place is told of. */
export type UpgradeProgress = {
  tenantId: string
  scope: Scope
  /** As it was asked for: by catalog id or by manifest id. */
  app: AppReference
  actor: Actor
} & Step

/** `installationId` is null where none was found, `posts` (what was sent) where nobody knows. */
type Step =
  | { kind: 'started' }
  | {
      kind: 'ended'
      installationId: string | null
      appName: string | null
      outcome: UpgradeOutcome
      posts: number | null
    }

export type AskParts = {
  tenant(tenantId: string): Pick<UpgradeParts, 'installedApps' | 'appCatalog'>
  patience: UpgradePatience
  audit: AuditParts
  /** Told once a flight, however many share it. */
  onProgress?(progress: UpgradeProgress): void
}

/** Every way of asking for an upgrade ends here: shared with whoever asks the same meanwhile, and written down. */
export type AskUpgrade = (asked: AskedUpgrade) => Promise<Upgrade>

export function createAskUpgrade({ tenant, patience, audit, onProgress }: AskParts): AskUpgrade {
  const share = createShareFlights()
  return async (asked) => {
    const { tenantId, scope, app, externalId = app.id, actor, correlationId } = asked
    const { force, acceptedSet, mayUpgrade, installedApps } = asked
    const request = { scope, app, force, acceptedSet, mayUpgrade, call: { correlationId } }
    const here = tenant(tenantId)
    // Asked for by its manifest id here and by its catalog id there, it is one app all the same.
    const known = await here.appCatalog.newest(app, request.call)
    const appId = known.kind === 'ok' && known.value ? known.value.catalogId : app.id
    const parts = {
      ...here,
      appCatalog: onceKnown(here.appCatalog, known),
      ...(installedApps ? { installedApps } : {}),
      patience,
      sleep: (ms: number) => sleep(ms),
    }
    const tell = (step: Step) => onProgress?.({ tenantId, scope, app, actor, ...step })
    const fly = async () => {
      tell({ kind: 'started' })
      const where = { tenantId, scope, externalId }
      const upgrade = await auditedUpgrade({ request, where, actor }, parts, audit).catch((error: unknown) => {
        tell({ kind: 'ended', installationId: null, appName: null, outcome: unforeseen, posts: null })
        throw error
      })
      const { appName, outcome, posts, installationId = null } = upgrade
      tell({ kind: 'ended', installationId, appName, outcome, posts })
      return upgrade
    }
    return share({ tenantId, appId, request, fly })
  }
}

/** The flight goes on from what was just read, unless it must be fresh. */
function onceKnown(appCatalog: AppCatalog, known: Awaited<ReturnType<AppCatalog['newest']>>): AppCatalog {
  return {
    ...appCatalog,
    newest: async (app, call, options) => (options?.fresh ? appCatalog.newest(app, call, options) : known),
  }
}

const unforeseen: UpgradeOutcome = { kind: 'failed', detail: 'Something went wrong inside the bot.', requestId: null }
