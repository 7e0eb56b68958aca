import { documentedBehaviours } from './behaviours.ts'
import {
  application,
  type CatalogApp,
  delegated,
  type Installation,
  installedApp,
  type Membership,
  type Person,
  type Tenant,
  usualConsentSwitches,
} from './tenant.ts'

/** Fixed ids of both worlds; the Playground's configuration has the same. */
export const acmeIds = {
  tenant: '11111111-1111-4111-8111-111111111111',
  botApp: 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa',
  alice: '22222222-2222-4222-8222-000000000001',
  bob: '22222222-2222-4222-8222-000000000002',
  carol: '22222222-2222-4222-8222-000000000003',
  dave: '22222222-2222-4222-8222-000000000004',
  erin: '22222222-2222-4222-8222-000000000005',
  grace: '22222222-2222-4222-8222-000000000006',
  team: '33333333-3333-4333-8333-333333333333',
  teamInternal: '19:team0001general@thread.tacv2',
  groupChat: '19:groupchat0001@thread.v2',
  meetingChat: '19:meeting_YWNtZQ@thread.v2',
  assistantManifest: 'cccccccc-cccc-4ccc-8ccc-cccccccccccc',
  assistant: 'dddddddd-dddd-4ddd-8ddd-dddddddddddd',
  polls: 'eeeeeeee-eeee-4eee-8eee-eeeeeeeeeeee',
  expenses: 'ffffffff-ffff-4fff-8fff-ffffffffffff',
} as const

/** A fresh copy at every call. One and the same update waits everywhere, and nobody is asked for a consent. */
export function acmeTenant(): Tenant {
  const assistant = assistantApp()
  const [polls, expenses] = otherApps()
  const installed = () => [installedApp(assistant, '1.2.0')]
  return {
    id: acmeIds.tenant,
    name: 'Acme',
    people: people(installed),
    teams: [
      {
        id: acmeIds.team,
        name: 'Acme Ops',
        internalId: acmeIds.teamInternal,
        members: members(['alice'], ['bob', 'carol'], ['grace']),
        installations: [...installed(), installedApp(polls, '3.1.0'), installedApp(expenses, '2.0')],
      },
    ],
    chats: [
      {
        id: acmeIds.groupChat,
        kind: 'group',
        topic: 'Ops group',
        members: members(['alice', 'bob', 'carol', 'dave', 'erin'], [], ['grace']),
        installations: installed(),
      },
      {
        id: acmeIds.meetingChat,
        kind: 'meeting',
        topic: 'Weekly ops',
        members: members(['alice'], ['bob', 'carol', 'dave', 'erin'], ['grace']),
        installations: installed(),
      },
    ],
    catalog: [assistant, polls, expenses],
    tokens: { 'sandbox-app': { kind: 'application', appId: acmeIds.botApp, roles: applicationRoles() } },
    signedInWith: { appId: acmeIds.botApp, scopes: delegatedScopes() },
    consentSwitches: usualConsentSwitches(),
    behaviours: documentedBehaviours(),
  }
}

type Somebody = 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'grace'

function people(installed: () => Installation[]): Person[] {
  const names = ['Alice Adams', 'Bob Brown', 'Carol Clark', 'Dave Davis', 'Erin Evans']
  const staff = names.map((name, i): Person => {
    const userPrincipalName = `${name.split(' ')[0]?.toLowerCase()}@acme.example`
    const id = `${acmeIds.alice.slice(0, -1)}${i + 1}`
    return { id, name, userPrincipalName, kind: 'member', installations: installed() }
  })
  const userPrincipalName = 'grace_fabrikam.example#EXT#@acme.example'
  return [
    ...staff,
    { id: acmeIds.grace, name: 'Grace Green', userPrincipalName, kind: 'guest', installations: installed() },
  ]
}

function members(owners: Somebody[], plain: Somebody[], guests: Somebody[]): Membership[] {
  return [
    ...owners.map((who): Membership => ({ userId: acmeIds[who], roles: ['owner'] })),
    ...plain.map((who): Membership => ({ userId: acmeIds[who], roles: [] })),
    ...guests.map((who): Membership => ({ userId: acmeIds[who], roles: ['guest'] })),
  ]
}

/** The bot's own app. The newest published version asks for what is consented everywhere, so nobody is asked. */
function assistantApp(): CatalogApp {
  const permissions = () => [
    application('TeamsAppInstallation.Read.Group'),
    application('TeamMember.Read.Group'),
    application('TeamsAppInstallation.Read.Chat'),
    application('ChatMember.Read.Chat'),
    delegated('ChannelMeeting.ReadBasic.Group'),
  ]
  const common = { clientAppId: acmeIds.botApp, bot: { id: acmeIds.botApp } }
  return {
    id: acmeIds.assistant,
    externalId: acmeIds.assistantManifest,
    displayName: 'Acme Assistant',
    distributionMethod: 'organization',
    definitions: [
      { ...common, version: '1.0.0', publishingState: 'published', permissions: permissions().slice(0, 2) },
      { ...common, version: '1.2.0', publishingState: 'published', permissions: permissions() },
      { ...common, version: '1.10.0', publishingState: 'published', permissions: permissions() },
      {
        ...common,
        version: '2.0.0',
        publishingState: 'submitted',
        permissions: [...permissions(), application('Chat.Manage.Chat')],
      },
      { ...common, version: '1.9.9', publishingState: 'rejected', permissions: permissions() },
    ],
  }
}

/** Two neighbours: one from the store, whose id is its manifest id, and one of Acme's own. */
function otherApps(): [CatalogApp, CatalogApp] {
  const published = { publishingState: 'published', permissions: [], clientAppId: null } as const
  const polls: CatalogApp = {
    id: acmeIds.polls,
    externalId: null,
    displayName: 'Contoso Polls',
    distributionMethod: 'store',
    definitions: [
      { ...published, permissions: [], version: '3.1.0' },
      { ...published, permissions: [], version: '3.2.0' },
    ],
  }
  const expenses: CatalogApp = {
    id: acmeIds.expenses,
    externalId: 'ffffffff-0000-4fff-8fff-ffffffffffff',
    displayName: 'Acme Expenses',
    distributionMethod: 'organization',
    definitions: [{ ...published, permissions: [], version: '2.0' }],
  }
  return [polls, expenses]
}

/** What an admin grants for self-upgrades everywhere, who is an owner, and for rollouts: reading every place and groups. */
function applicationRoles(): string[] {
  return [
    'TeamsAppInstallation.ReadWriteAndConsentSelfForTeam.All',
    'TeamsAppInstallation.ReadWriteAndConsentSelfForChat.All',
    'TeamsAppInstallation.ReadWriteAndConsentSelfForUser.All',
    'AppCatalog.Read.All',
    'TeamMember.Read.All',
    'Team.ReadBasic.All',
    'User.Read.All',
    'GroupMember.Read.All',
    'Chat.ReadBasic.All',
  ]
}

/** What `npm run grant` gives the app for people at the tab, and no more. */
function delegatedScopes(): string[] {
  return ['TeamsAppInstallation.ReadWriteAndConsentSelfForUser']
}
