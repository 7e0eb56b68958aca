/** What one feature of the bot needs of Microsoft Graph, and no more; docs/permissions.md says why. */
export type Feature = { application: readonly string[]; delegated: readonly string[] }

const needs = (application: string[], delegated: string[] = []): Feature => ({ application, delegated })

/** By the names that `--for` takes. The first ones are those that aad.manifest.json asks for. */
export const features = {
  teams: needs(['TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All', 'TeamMember.Read.All']),
  chats: needs(['TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All']),
  people: needs(['TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All']),
  versions: needs(['AppCatalog.Read.All']),
  tab: needs([], ['TeamsAppInstallation.ReadWriteAndConsentSelfForUser']),
  'tab-in-chats': needs(['ChatMember.Read.All']),
  'rollout-groups': needs(['GroupMember.Read.All', 'User.Read.All']),
  'rollout-directory': needs(['Team.ReadBasic.All', 'User.Read.All', 'Chat.ReadBasic.All']),
  'other-apps': needs([
    'TeamsAppInstallation.ReadWriteAndConsentForTeam.All',
    'TeamsAppInstallation.ReadWriteAndConsentForChat.All',
    'TeamsAppInstallation.ReadWriteAndConsentForUser.All',
  ]),
} as const satisfies Record<string, Feature>

export type FeatureName = keyof typeof features

/** What is granted unless other features are asked for: those of the app package. */
export const usualFeatures: readonly FeatureName[] = ['teams', 'chats', 'people', 'versions', 'tab']

export function isFeatureName(name: string): name is FeatureName {
  return Object.hasOwn(features, name)
}

/** Each permission once, in the order of the table. */
export function permissionsOf(names: readonly FeatureName[]): Feature {
  const all: Feature[] = names.map((name) => features[name])
  const once = (lists: (readonly string[])[]) => [...new Set(lists.flat())]
  return {
    application: once(all.map(({ application }) => application)),
    delegated: once(all.map(({ delegated }) => delegated)),
  }
}
