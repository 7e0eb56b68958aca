import type { CloudName } from '../clouds.ts'
import type { Scope } from './scope.ts'

type Limits = Partial<Record<Scope['kind'], string>>

const personsInUsGovernment = (cloud: string) =>
  `In ${cloud} Microsoft Graph does not let an app read or upgrade a person’s apps with its own permissions. Open this app’s tab and upgrade there, where it acts with the person’s own sign-in, or update the app in Teams under Apps › Manage your apps.`

const inChina = (whose: string, whereInTeams: string) =>
  `In the China cloud (21Vianet) Microsoft Graph does not offer the apps of ${whose}. Update the app in Teams under ${whereInTeams}.`

const personsInChina = inChina('persons', 'Apps › Manage your apps')

/*
 * https://learn.microsoft.com/graph/teamwork-national-cloud-differences: listing, getting and upgrading the apps of a
 * user are "not supported in application context in the GCC High and DOD environments". China: the tables of
 * team-list-installedapps, team-teamsappinstallation-upgrade and userteamwork-get-installedapps leave it out; that of
 * chat-teamsappinstallation-upgrade has it, while a newer text of the first page excludes every scope, so Graph decides there.
 */
const limits: Record<CloudName, Limits> = {
  global: {},
  'gcc-high': { user: personsInUsGovernment('GCC High') },
  dod: { user: personsInUsGovernment('the DoD cloud') },
  china: { team: inChina('teams', 'Manage team › Apps'), user: personsInChina, me: personsInChina },
}

/** Why the apps of such a place cannot be upgraded through Graph in this cloud, and what to do instead; null where they can. */
export function cloudLimit(cloud: CloudName, place: Scope['kind']): string | null {
  return limits[cloud][place] ?? null
}
