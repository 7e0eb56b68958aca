import type { Permission } from '../installations/permission-set.ts'
import { field } from './read-answer.ts'

/**
 * A `teamsAppPermissionSet` as Graph sends it. Microsoft's own samples write the type both `Application` and
 * `application`, so case does not count; what is neither is left out, since nobody could consent to it.
 */
export function readPermissionSet(set: unknown): Permission[] {
  const items = field(set, 'resourceSpecificPermissions')
  return Array.isArray(items) ? items.flatMap(readPermission) : []
}

function readPermission(item: unknown): Permission[] {
  const permissionValue = field(item, 'permissionValue')
  const type = field(item, 'permissionType')
  const permissionType = typeof type === 'string' ? type.toLowerCase() : ''
  if (typeof permissionValue !== 'string') return []
  if (permissionType !== 'application' && permissionType !== 'delegated') return []
  return [{ permissionValue, permissionType }]
}
