import { createHash } from 'node:crypto'
import type { Permission } from './permission-set.ts'

/**
 * A short name for exactly one permission set, in any order: what a button carries back and what a terminal is told, so
 * that a yes counts only for the set that was shown. It is no secret and gives no right.
 */
export function hashPermissionSet(permissions: Permission[]): string {
  const names = permissions.map(({ permissionType, permissionValue }) => `${permissionType}:${permissionValue}`)
  return createHash('sha256')
    .update([...new Set(names)].sort().join('\n'))
    .digest('hex')
    .slice(0, 16)
}
