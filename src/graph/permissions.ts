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
  return toPermission(field(item, 'permissionValue'), field(item, 'permissionType'))
}

/** A `resourceSpecificPermissionGrant`, if it is one of this Entra app's. */
export function readGrant(item: unknown, clientAppId: string): Permission[] {
  const owner = field(item, 'clientAppId')
  if (typeof owner !== 'string' || owner.toLowerCase() !== clientAppId.toLowerCase()) return []
  return toPermission(field(item, 'permission'), field(item, 'permissionType'))
}

function toPermission(value: unknown, type: unknown): Permission[] {
  const permissionType = typeof type === 'string' ? type.toLowerCase() : ''
  if (typeof value !== 'string') return []
  if (permissionType !== 'application' && permissionType !== 'delegated') return []
  return [{ permissionValue: value, permissionType }]
}
