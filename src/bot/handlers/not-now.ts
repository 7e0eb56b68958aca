import type { AppCatalog } from '../../installations/app-catalog.ts'
import type { Actor, DeclinedConsents } from '../../installations/audit-log.ts'
import { judge, type UpgradePolicy } from '../../installations/authority.ts'
import { hashPermissionSet } from '../../installations/hash-permission-set.ts'
import type { AppReference } from '../../installations/installed-apps.ts'
import { refusalOf } from '../../installations/upgrade-installation.ts'
import { declinedView } from '../explain-consent.ts'
import { explainTrouble } from '../explain-trouble.ts'
import type { FindStanding } from '../find-standing.ts'
import type { Handler } from '../routes.ts'
import { pressedApp } from '../upgrade-here.ts'

export type NotNowParts = {
  findStanding: FindStanding
  policy: UpgradePolicy
  ownApp: AppReference
  tenant(tenantId: string): { appCatalog: AppCatalog }
  declinedConsents: Pick<DeclinedConsents, 'decline'>
  status: Handler
  onStoreTrouble(error: unknown): void
}

/** *Not now*: changes nothing, and is remembered for that version. Who may not accept may not put the card away either. */
export function createNotNow(parts: NotNowParts): Handler {
  return async (turn) => {
    const { tenantId, scope, person, via, correlationId } = turn
    const standing = await parts.findStanding(turn, { withConsent: true })
    const refusal = refusalOf(judge(standing, { withConsent: true, policy: parts.policy }))
    if (refusal) {
      return { view: explainTrouble(refusal, { place: scope.kind, app: turn.pressed.app }, 'status'), isPrivate: true }
    }
    const { app = parts.ownApp } = pressedApp(turn)
    const { appCatalog } = parts.tenant(tenantId)
    const newest = await appCatalog.newest(app, { correlationId })
    const asked = newest.kind === 'ok' ? newest.value : null
    // Something else is asked by now: what was put away is not this, so the card shows how things are.
    if (!asked || hashPermissionSet(asked.required) !== turn.pressed.set) return parts.status(turn)
    const { name: appName, version } = asked
    const actor: Actor = { via, id: person.id, name: person.name }
    const where = { tenantId, scope, externalId: asked.externalId ?? asked.catalogId }
    await parts.declinedConsents.decline(where, { version, actor, at: new Date() }).catch(parts.onStoreTrouble)
    return { view: declinedView({ appName, version, by: person.name, app: turn.pressed.app }) }
  }
}
