import type { InstallationStatus } from '../../installations/installation-status.ts'
import type { Scope } from '../../installations/scope.ts'
import { explainStatus } from '../explain-status.ts'
import type { Handler } from '../routes.ts'

export type StatusHere = (ask: { tenantId: string; scope: Scope; correlationId: string }) => Promise<InstallationStatus>

/** `status`: what is installed here beside what is published. */
export function createStatus({ statusHere }: { statusHere: StatusHere }): Handler {
  return async ({ tenantId, scope, correlationId }) =>
    explainStatus(await statusHere({ tenantId, scope, correlationId }), { place: scope.kind })
}
