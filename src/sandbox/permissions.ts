/** Any one of them lets a token in. `resourceSpecific` are granted by an app's installation, in its place only. */
export type PermissionTable = { delegated: string[]; application: string[]; resourceSpecific: string[] }

type PlaceKind = 'team' | 'chat' | 'user'

const backwardCompatible = {
  read: ['Directory.Read.All', 'Group.Read.All'],
  write: ['Directory.ReadWrite.All', 'Group.ReadWrite.All'],
}

/** `installs('ForTeam', ['Read', 'ReadWriteSelf'])`: both the delegated names and, with `.All`, the application ones. */
function installs(suffix: string, verbs: string[]): PermissionTable {
  const delegated = verbs.map((verb) => `TeamsAppInstallation.${verb}${suffix}`)
  return { delegated, application: delegated.map((name) => `${name}.All`), resourceSpecific: [] }
}

function add(table: PermissionTable, more: Partial<PermissionTable>): PermissionTable {
  return {
    delegated: [...table.delegated, ...(more.delegated ?? [])],
    application: [...table.application, ...(more.application ?? [])],
    resourceSpecific: [...table.resourceSpecific, ...(more.resourceSpecific ?? [])],
  }
}

const both = (names: string[]) => ({ delegated: names, application: names })

const writing = ['ReadWriteSelf', 'ManageSelected', 'ReadWriteAndConsent', 'ReadWriteAndConsentSelf', 'ReadWrite']
const writingWithoutConsent = ['ReadWriteSelf', 'ManageSelected', 'ReadWrite']

/**
 * https://learn.microsoft.com/graph/api/team-teamsappinstallation-upgrade (chat-, userteamwork-), tables of v1.0 and
 * beta, which are the same.
 */
export const upgradePermissions: Record<PlaceKind, PermissionTable> = {
  team: add(installs('ForTeam', writing), both(backwardCompatible.write)),
  chat: add(installs('ForChat', writing), { resourceSpecific: ['Chat.Manage.Chat'] }),
  user: installs('ForUser', [...writing, 'ReadWriteSelected']),
}

/** https://learn.microsoft.com/graph/api/team-list-installedapps (chat-, userteamwork-). */
export const listPermissions: Record<PlaceKind, PermissionTable> = {
  team: add(
    add(installs('ForTeam', ['Read', ...writing]), both([...backwardCompatible.read, ...backwardCompatible.write])),
    {
      application: ['TeamsAppInstallation.Read.All'],
      resourceSpecific: ['TeamsAppInstallation.Read.Group'],
    },
  ),
  chat: add(installs('ForChat', ['Read', ...writing]), {
    resourceSpecific: ['Chat.Manage.Chat', 'TeamsAppInstallation.Read.Chat'],
  }),
  user: installs('ForUser', ['Read', ...writing, 'ReadWriteSelected']),
}

/** https://learn.microsoft.com/graph/api/team-get-installedapps (chat-, userteamwork-): not quite the list's. */
export const getPermissions: Record<PlaceKind, PermissionTable> = {
  team: listPermissions.team,
  chat: add(installs('ForChat', ['Read', ...writingWithoutConsent]), {
    application: ['TeamsAppInstallation.Read.All'],
    resourceSpecific: ['Chat.Manage.Chat', 'TeamsAppInstallation.Read.Chat'],
  }),
  user: add(listPermissions.user, {
    application: ['TeamsAppInstallation.Read.All'],
    resourceSpecific: ['TeamsAppInstallation.Read.User'],
  }),
}

/** https://learn.microsoft.com/graph/api/userscopeteamsappinstallation-get-chat */
export const chatOfAppPermissions: PermissionTable = add(
  installs('ForUser', ['Read', 'ReadWrite', 'ReadWriteSelected', 'ReadWriteSelf']),
  { application: ['TeamsAppInstallation.Read.All'], resourceSpecific: ['TeamsAppInstallation.Read.User'] },
)

/** https://learn.microsoft.com/graph/api/appcatalogs-list-teamsapps */
export const catalogPermissions: PermissionTable = {
  delegated: [
    'AppCatalog.Submit',
    'AppCatalog.Read.All',
    'AppCatalog.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  application: ['AppCatalog.Read.All', 'AppCatalog.ReadWrite.All'],
  resourceSpecific: [],
}

const grantReaders = ['Read', 'ReadWriteSelf', 'ReadWrite']

/** https://learn.microsoft.com/graph/api/team-list-permissiongrants (chat-, user-). */
export const grantPermissions: Record<PlaceKind, PermissionTable> = {
  team: add(installs('ForTeam', grantReaders), {
    delegated: ['ResourceSpecificPermissionGrant.ReadForTeam'],
    resourceSpecific: ['TeamsAppInstallation.Read.Group', 'TeamsApp.Read.Group'],
  }),
  chat: add(installs('ForChat', grantReaders), {
    delegated: ['ResourceSpecificPermissionGrant.ReadForChat'],
    resourceSpecific: ['TeamsAppInstallation.Read.Chat', 'Chat.Manage.Chat'],
  }),
  user: add(installs('ForUser', ['ManageSelected', 'ReadWriteAndConsent', 'ReadWriteAndConsentSelf']), {
    delegated: ['ResourceSpecificPermissionGrant.ReadForUser'],
    application: ['ResourceSpecificPermissionGrant.ReadForUser.All'],
  }),
}

/** https://learn.microsoft.com/graph/api/team-list-members */
export const teamMemberPermissions: PermissionTable = {
  delegated: ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
  application: ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'],
  resourceSpecific: ['TeamMember.Read.Group'],
}

/** https://learn.microsoft.com/graph/api/chat-list-members */
export const chatMemberPermissions: PermissionTable = {
  delegated: ['Chat.ReadBasic', 'ChatMember.ReadWrite', 'Chat.Read', 'Chat.ReadWrite', 'ChatMember.Read'],
  application: [
    'ChatMember.Read.All',
    'Chat.Read.All',
    'Chat.ReadBasic.All',
    'Chat.ReadWrite.All',
    'ChatMember.ReadWrite.All',
  ],
  resourceSpecific: ['Chat.Manage.Chat', 'ChatMember.Read.Chat'],
}

/** https://learn.microsoft.com/graph/api/teams-list */
export const teamsPermissions: PermissionTable = {
  ...both(['Team.ReadBasic.All', 'TeamSettings.Read.All', 'TeamSettings.ReadWrite.All']),
  resourceSpecific: [],
}

/** https://learn.microsoft.com/graph/api/user-list */
export const usersPermissions: PermissionTable = {
  delegated: [
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  application: [
    'User.ReadBasic.All',
    'User.Read.All',
    'User.ReadWrite.All',
    'Directory.Read.All',
    'Directory.ReadWrite.All',
  ],
  resourceSpecific: [],
}

/** https://learn.microsoft.com/graph/api/chat-list */
export const chatsPermissions: PermissionTable = {
  delegated: ['Chat.ReadBasic', 'Chat.Read', 'Chat.ReadWrite'],
  application: ['Chat.ReadBasic.All', 'Chat.Read.All', 'Chat.ReadWrite.All'],
  resourceSpecific: [],
}

/** https://learn.microsoft.com/graph/api/authorizationpolicy-get */
export const authorizationPolicyPermissions: PermissionTable = {
  ...both(['Policy.Read.All', 'Policy.ReadWrite.Authorization']),
  resourceSpecific: [],
}

/** https://learn.microsoft.com/graph/api/teamsappsettings-get: "Application: Not supported." */
export const appSettingsPermissions: PermissionTable = {
  delegated: ['TeamworkAppSettings.Read.All', 'TeamworkAppSettings.ReadWrite.All'],
  application: [],
  resourceSpecific: [],
}

/** "Self" permissions reach only the app whose `webApplicationInfo.id` is the token's app. */
export const isSelfPermission = (name: string) => /SelfFor/.test(name)

/** The pages' notes: the plain ReadWrite permissions cannot bring in a version that asks for RSC permissions. */
export const mayConsent = (name: string) => /^TeamsAppInstallation\.(ReadWriteAndConsent|ManageSelected)/.test(name)
