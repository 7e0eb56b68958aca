import type { Scope } from '../../installations/scope.ts'

export type Place = Exclude<Scope['kind'], 'me'>

export const places: Place[] = ['team', 'chat', 'user']

export type UpgradeRights = {
  /** Which apps they reach: any, those an admin selected, or the token's own alone; null where there is no right at all. */
  reach: 'any' | 'selected' | 'self' | null
  /** Whether a version that asks for resource-specific permissions can be brought in. */
  mayConsent: boolean
  held: string[]
}

/**
 * The application permissions of the upgrade, by what they allow.
 * https://learn.microsoft.com/graph/api/team-teamsappinstallation-upgrade (chat-, userteamwork-) and the notes there.
 */
const rights = [
  { verb: 'ReadWriteAndConsent', reach: 'any', mayConsent: true },
  { verb: 'ReadWrite', reach: 'any', mayConsent: false },
  { verb: 'ManageSelected', reach: 'selected', mayConsent: true },
  { verb: 'ReadWriteSelected', reach: 'selected', mayConsent: false },
  { verb: 'ReadWriteAndConsentSelf', reach: 'self', mayConsent: true },
  { verb: 'ReadWriteSelf', reach: 'self', mayConsent: false },
] as const

/** Supported for backward compatibility, in teams only. */
const oldTeamRights = ['Group.ReadWrite.All', 'Directory.ReadWrite.All']

export function permissionName(verb: string, place: Place): string {
  const suffix = { team: 'ForTeam', chat: 'ForChat', user: 'ForUser' }[place]
  return `TeamsAppInstallation.${verb}${suffix}.All`
}

/** The first of these permissions that the token has: any of them will do. */
export const heldOf = ({ roles }: { roles: string[] }, names: string[]) => names.find((name) => roles.includes(name))

/** What a token's roles let it upgrade in such places. */
export function upgradeRights(roles: string[], place: Place): UpgradeRights {
  const held = rights.filter(({ verb }) => roles.includes(permissionName(verb, place)))
  const old = place === 'team' ? oldTeamRights.filter((name) => roles.includes(name)) : []
  const reaches = [...held.map(({ reach }) => reach), ...old.map(() => 'any' as const)]
  const reach = (['any', 'selected', 'self'] as const).find((one) => reaches.includes(one)) ?? null
  return {
    reach,
    mayConsent: held.some(({ mayConsent }) => mayConsent),
    held: [...held.map(({ verb }) => permissionName(verb, place)), ...old],
  }
}
