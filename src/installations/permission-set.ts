/** One resource-specific permission (RSC), spelled as Graph's `teamsAppResourceSpecificPermission`. */
export type Permission = { permissionValue: string; permissionType: 'application' | 'delegated' }

export type PermissionDiff = { added: Permission[]; kept: Permission[]; dropped: Permission[] }

const isSame = (a: Permission, b: Permission) =>
  a.permissionValue === b.permissionValue && a.permissionType === b.permissionType

const isIn = (set: Permission[]) => (permission: Permission) => set.some((other) => isSame(other, permission))

const isNotIn = (set: Permission[]) => (permission: Permission) => !isIn(set)(permission)

/** What a version asks for beside what was consented to, in the order the lists came in. */
export function comparePermissions(required: Permission[], consented: Permission[]): PermissionDiff {
  return {
    added: required.filter(isNotIn(consented)),
    kept: required.filter(isIn(consented)),
    dropped: consented.filter(isNotIn(required)),
  }
}

/** Delegated permissions act only as the person who is present, so only application permissions need somebody's yes. */
export function needsConsent(diff: PermissionDiff): boolean {
  return diff.added.some((permission) => permission.permissionType === 'application')
}

/** Whether both name the same permissions, in any order. A consent counts only for exactly the set that was shown. */
export function isSameSet(one: Permission[], other: Permission[]): boolean {
  return one.every(isIn(other)) && other.every(isIn(one))
}
