import { permissionMeanings } from '../installations/permission-meanings.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { PermissionLine, PermissionSection } from './cards.ts'

const actorByType: Record<Permission['permissionType'], string> = {
  application: '(the app by itself)',
  delegated: '(only on behalf of the person using it)',
}

/** A name that is not in the table stands alone, with who would use it: guessed words would be consented to. */
export function permissionLine({ permissionValue, permissionType }: Permission): PermissionLine {
  const words = Object.hasOwn(permissionMeanings, permissionValue) ? permissionMeanings[permissionValue] : undefined
  const actor = actorByType[permissionType]
  return { words: words ? `${words} ${actor}` : actor, name: permissionValue }
}

/** The sections that have something in them, in the order given. */
export function permissionSections(titled: [title: string, permissions: Permission[]][]): PermissionSection[] {
  return titled
    .filter(([, permissions]) => permissions.length > 0)
    .map(([title, permissions]) => ({ title, permissions: permissions.map(permissionLine) }))
}
