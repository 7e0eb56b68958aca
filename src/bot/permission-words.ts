import { permissionMeanings } from '../installations/permission-meanings.ts'
import type { Permission } from '../installations/permission-set.ts'
import type { PermissionLine, PermissionSection } from './cards.ts'

const noDescription = 'No description known'

const actorByType: Record<Permission['permissionType'], string> = {
  application: '(the app by itself)',
  delegated: '(only on behalf of the person using it)',
}

/** Of a name that is not in the table it is said that nothing is known: guessed words would be consented to. */
export function permissionLine({ permissionValue, permissionType }: Permission): PermissionLine {
  const words = Object.hasOwn(permissionMeanings, permissionValue) ? permissionMeanings[permissionValue] : noDescription
  return { words: `${words} ${actorByType[permissionType]}`, name: permissionValue }
}

/** The sections that have something in them, in the order given. */
export function permissionSections(titled: [title: string, permissions: Permission[]][]): PermissionSection[] {
  return titled
    .filter(([, permissions]) => permissions.length > 0)
    .map(([title, permissions]) => ({ title, permissions: permissions.map(permissionLine) }))
}
