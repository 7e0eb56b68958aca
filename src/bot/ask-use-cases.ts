import type { AppCatalog } from '../installations/app-catalog.ts'
import type { AskUpgrade } from '../installations/ask-upgrade.ts'
import type { AuditLog, DeclinedConsents } from '../installations/audit-log.ts'
import { judge, type UpgradePolicy } from '../installations/authority.ts'
import type { AppReference, InstalledApps } from '../installations/installed-apps.ts'
import { isApp } from '../installations/is-app.ts'
import { listApps } from '../installations/list-apps.ts'
import { readStatus } from '../installations/read-status.ts'
import type { Scope } from '../installations/scope.ts'
import type { TenantDirectory } from '../installations/tenant-directory.ts'
import type { Upgrade } from '../installations/upgrade-installation.ts'
import type { FindStanding } from './find-standing.ts'
import type { AppsHere } from './handlers/apps.ts'
import type { StatusHere } from './handlers/status.ts'
import type { Turn } from './turn.ts'
import { type AskedUpgrade, pressedApp } from './upgrade-here.ts'

/** One tenant as the use cases need it. */
export type Tenant = {
  installedApps: InstalledApps
  appCatalog: AppCatalog
  directory: TenantDirectory
  mayManageOthers(scope: Scope): Promise<boolean>
}

export type UseCaseParts = {
  tenant(tenantId: string): Tenant
  auditLog: AuditLog
  declinedConsents: DeclinedConsents
  /** The app that `upgrade app` means. */
  ownApp: AppReference
  policy: UpgradePolicy
}

/** A turn's upgrade, shared with whoever asks the same meanwhile, here or in the tab. */
export function upgradeByTurn(askUpgrade: AskUpgrade) {
  return ({ tenantId, scope, person, via, correlationId }: Turn, asked: AskedUpgrade): Promise<Upgrade> => {
    const actor = { via, id: person.id, name: person.name }
    return askUpgrade({ ...asked, tenantId, scope, actor, correlationId })
  }
}

export function appsByTurn({ tenant, ownApp }: UseCaseParts): AppsHere {
  const isOwnApp = (app: Parameters<typeof isApp>[0]) => isApp(app, ownApp)
  return ({ tenantId, scope, correlationId }) => listApps(scope, { ...tenant(tenantId), isOwnApp }, { correlationId })
}

/** Attempts of people who may not, or for nothing, may stand in front of the last real upgrade; this many are looked at. */
const lastOf = 50

export function statusByTurn(parts: UseCaseParts, findStanding: FindStanding): StatusHere {
  const { tenant, auditLog, declinedConsents, ownApp, policy } = parts
  return async (turn) => {
    const { tenantId, scope, correlationId } = turn
    const [plain, consenting] = await Promise.all([
      findStanding(turn, { withConsent: false }),
      findStanding(turn, { withConsent: true }),
    ])
    const { app = ownApp } = pressedApp(turn)
    const mayUpgrade = judge(plain, { withConsent: false, policy })
    const mayConsent = judge(consenting, { withConsent: true, policy })
    const place = { tenantId, scope }
    return readStatus(
      { scope, app, mayUpgrade, mayConsent, call: { correlationId } },
      {
        ...tenant(tenantId),
        async lastEntry(externalId) {
          const { entries } = await auditLog.history({ ...place, externalId }, { limit: lastOf, after: null })
          return entries.find(({ outcome }) => outcome.kind === 'upgraded' || outcome.kind === 'accepted') ?? null
        },
        isDeclined: (externalId, version) => declinedConsents.isDeclined({ ...place, externalId }, version),
      },
    )
  }
}
