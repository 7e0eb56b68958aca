import { comparePermissions, type Permission, type PermissionDiff } from './permission-set.ts'

export type Held = { granted: Permission[]; missing: Permission[]; lost: Permission[] }

/**
 * What an upgrade brought: `granted` of the required set is held now; `missing` was newly asked for and did not arrive;
 * `lost` was held before and still required, and is gone (seen in 2026 for whole tenants, microsoft-teams-library-js#2975).
 * Only application permissions are missed: a delegated one may be left out of a consent, and then out of what is read.
 * @param now null where nothing can be read: then nothing is said.
 */
export function judgeHeld({
  required,
  before,
  now,
}: {
  required: Permission[]
  before: Permission[]
  now: Permission[] | null
}): Held {
  if (now === null) return { granted: [], missing: [], lost: [] }
  const { kept, added } = comparePermissions(required, now)
  const absent = added.filter(({ permissionType }) => permissionType === 'application')
  const since: PermissionDiff = comparePermissions(absent, before)
  return { granted: kept, missing: since.added, lost: since.kept }
}
