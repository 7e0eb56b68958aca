import { permissionMeanings } from '../../installations/permission-meanings.ts'
import type { Permission } from '../../installations/permission-set.ts'

const actorByType: Record<Permission['permissionType'], string> = {
  application: 'the app by itself',
  delegated: 'only on behalf of the person using it',
}

/** The raw name last, so that it can be searched for. One that is not in the table stands alone: guessed words would be consented to. */
export function permissionWords({ permissionValue, permissionType }: Permission): string {
  const words = Object.hasOwn(permissionMeanings, permissionValue) ? permissionMeanings[permissionValue] : undefined
  const actor = actorByType[permissionType]
  return words ? `${words} (${actor}): ${permissionValue}` : `${permissionValue} (${actor})`
}
