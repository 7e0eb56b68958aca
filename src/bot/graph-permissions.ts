import type { Place } from './place-words.ts'

/**
 * Permissions that let an app upgrade itself, narrowest first, by what they allow. Application permissions, except in
 * `me`, where the token is the person's own.
 * https://learn.microsoft.com/graph/api/team-teamsappinstallation-upgrade (chat-…, userteamwork-… alike)
 */
type UpgradePermissions = { self: string; anyApp: string; withConsent: string[] }

const permissionsByPlace: Record<Place, UpgradePermissions> = {
  team: {
    self: 'TeamsAppInstallation.ReadWriteSelfForTeam.All',
    anyApp: 'TeamsAppInstallation.ReadWriteForTeam.All',
    // The page of January 2026 names ManageSelected the least for teams, yet still lists the narrower-looking Self one.
    withConsent: [
      'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
      'TeamsAppInstallation.ManageSelectedForTeam.All',
    ],
  },
  chat: {
    self: 'TeamsAppInstallation.ReadWriteSelfForChat.All',
    anyApp: 'TeamsAppInstallation.ReadWriteForChat.All',
    withConsent: [
      'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
      'TeamsAppInstallation.ManageSelectedForChat.All',
    ],
  },
  user: {
    self: 'TeamsAppInstallation.ReadWriteSelfForUser.All',
    anyApp: 'TeamsAppInstallation.ReadWriteForUser.All',
    withConsent: ['TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All'],
  },
  me: {
    self: 'TeamsAppInstallation.ReadWriteSelfForUser',
    anyApp: 'TeamsAppInstallation.ReadWriteForUser',
    withConsent: ['TeamsAppInstallation.ReadWriteAndConsentSelfForUser'],
  },
}

export function upgradePermissions(place: Place): UpgradePermissions {
  return permissionsByPlace[place]
}

/**
 * The permissions a refusal asks for, the narrowest for a self-upgrade first where it is among them. Graph's sentence is
 * "API requires one of 'A, B, C'. Roles on the request 'D'": only the first list is what is missing.
 */
export function namedPermissions(detail: string, place: Place): string[] {
  const listed = /requires one of '([^']*)'/.exec(detail)?.[1] ?? detail
  const named = listed.match(/[A-Z]\w{0,60}\.(?:Read|Manage|Send|Create|Delete|Edit)\w{0,60}(?:\.\w{1,60}){0,2}/g) ?? []
  const unique = [...new Set(named)]
  const narrowest = permissionsByPlace[place].self
  return unique.includes(narrowest) ? [narrowest, ...unique.filter((name) => name !== narrowest)] : unique
}
