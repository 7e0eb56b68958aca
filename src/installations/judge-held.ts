import { comparePermissions, type Permission } from './permission-set.ts'
import type { Scope } from './scope.ts'

export type Held = { granted: Permission[]; missing: Permission[]; lost: Permission[] }

export type Holding = {
  scope: Scope
  required: Permission[]
  before: Permission[]
  /** `null` where nothing can be read: then nothing is said. */
  now: Permission[] | null
}

/**
 * What an upgrade brought: `granted` of the required set is held now; `missing` was newly asked for and did not arrive;
 * `lost` was held before and still required, and is gone (seen in 2026 for whole tenants, microsoft-teams-library-js#2975).
 * Only application permissions are missed: a delegated one may be left out of a consent, and then out of what is read.
 */
export function judgeHeld({ scope, required, before, now }: Holding): Held {
  if (now === null) return { granted: [], missing: [], lost: [] }
  const { kept, added } = comparePermissions(required.filter(isMeantFor(scope)), now)
  const absent = added.filter(({ permissionType }) => permissionType === 'application')
  const since = comparePermissions(absent, before)
  return { granted: kept, missing: since.added, lost: since.kept }
}

const suffixes = { team: '.Group', chat: '.Chat', user: '.User', me: '.User' }

/**
 * A version asks for everything it needs in all places at once; a team can only grant what ends in `.Group`, and so on
 * (https://learn.microsoft.com/microsoftteams/platform/graph-api/rsc/resource-specific-consent).
 */
function isMeantFor(scope: Scope): (permission: Permission) => boolean {
  const others = Object.values(suffixes).filter((suffix) => suffix !== suffixes[scope.kind])
  return ({ permissionValue }) => !others.some((suffix) => permissionValue.endsWith(suffix))
}
