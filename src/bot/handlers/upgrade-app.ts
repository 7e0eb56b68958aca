import type { Scope } from '../../installations/scope.ts'
import type { Upgrade } from '../../installations/upgrade-installation.ts'
import { explainOutcome } from '../explain-outcome.ts'
import type { Handler } from '../routes.ts'

/** What a turn may ask the use case for: the rest (app, tokens, patience, flights) is the wiring's. */
export type UpgradeHere = (ask: {
  tenantId: string
  scope: Scope
  force: boolean
  correlationId: string
}) => Promise<Upgrade>

/** `upgrade app`, typed or pressed; `force` is *Upgrade anyway*, which skips the comparison of versions. */
export function createUpgradeApp({ upgradeHere, force }: { upgradeHere: UpgradeHere; force: boolean }): Handler {
  return async ({ tenantId, scope, correlationId }) => {
    const { outcome, appName } = await upgradeHere({ tenantId, scope, force, correlationId })
    return explainOutcome(outcome, { appName, place: scope.kind })
  }
}
