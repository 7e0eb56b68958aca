import type { Permission } from '../../src/installations/permission-set.ts'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { application, type CatalogApp, type Installation, installedApp, type Tenant } from '../../src/sandbox/tenant.ts'
import type { Person, Place } from './teams.ts'

/** Acme with more to confuse: apps that ask for more, apps that are elsewhere only, another team and another chat. */
export const worldIds = {
  asking: '00000001-1111-4111-8111-111111111111',
  elsewhere: '00000002-1111-4111-8111-111111111111',
  otherTeam: '33333333-3333-4333-8333-333333333334',
  otherChat: '19:otherchat@thread.v2',
  visitor: '44444444-4444-4444-8444-000000000001',
  otherTenant: '99999999-9999-4999-8999-999999999999',
}

/** As Teams and Graph know them; `stranger` is a member by Graph whom the roster does not show. */
export const people = {
  owner: { id: '29:alice', name: 'Alice Adams', aadObjectId: acmeIds.alice },
  member: { id: '29:bob', name: 'Bob Brown', aadObjectId: acmeIds.bob },
  guest: { id: '29:grace', name: 'Grace Green', aadObjectId: acmeIds.grace, userRole: 'guest' },
  visitor: { id: '29:visitor', name: 'Vic', aadObjectId: worldIds.visitor, tenantId: worldIds.otherTenant },
  anonymous: { id: '29:anonymous', name: 'Somebody' },
  stranger: { id: '29:stranger', name: 'Carol Clark', aadObjectId: acmeIds.carol },
} satisfies Record<string, Person>

export type Who = keyof typeof people
export type Where = 'personal' | 'group' | 'meeting' | 'channel'

export function placeOf(where: Where, who: Who): Place {
  switch (where) {
    case 'personal':
      return { id: `a:${who}`, type: 'personal' }
    case 'group':
      return { id: acmeIds.groupChat, type: 'groupChat' }
    case 'meeting':
      return { id: acmeIds.meetingChat, type: 'groupChat', channelData: { meeting: { id: 'm' } } }
    case 'channel': {
      const channelData = { team: { id: acmeIds.teamInternal, aadGroupId: acmeIds.team } }
      return { id: '19:channel0002@thread.tacv2', type: 'channel', channelData }
    }
  }
}

/** What every path to that place begins with; null for somebody who has no place of their own. */
export function pathOf(where: Where, who: Who): string | null {
  const person: Person = people[who]
  if (where === 'personal') return person.aadObjectId ? `/users/${person.aadObjectId}/` : null
  return where === 'channel'
    ? `/teams/${acmeIds.team}/`
    : `/chats/${where === 'group' ? acmeIds.groupChat : acmeIds.meetingChat}/`
}

/** How the bot's own app stands in every place: behind or current, lacking a permission of the newest version or not. */
export type State = { version: '1.2.0' | '1.10.0'; isLacking: boolean }

const more = application('ChannelMessage.Read.Group')

export function pressTenant(): Tenant {
  const tenant = acmeTenant()
  for (const { version, permissions } of tenant.catalog[0]?.definitions ?? []) {
    if (version === '1.10.0') permissions.push(more)
  }
  tenant.catalog.push(app(worldIds.asking, 'Asking', [more]), app(worldIds.elsewhere, 'Elsewhere', []))
  tenant.teams.push({ id: worldIds.otherTeam, name: 'Other', members: [], installations: [] })
  tenant.chats.push({ id: worldIds.otherChat, kind: 'group', topic: null, members: [], installations: [] })
  const roles = ['Team', 'Chat', 'User'].map((kind) => `TeamsAppInstallation.ReadWriteAndConsentFor${kind}.All`)
  tenant.tokens['sandbox-app'] = {
    kind: 'application',
    appId: acmeIds.botApp,
    roles: [...roles, 'AppCatalog.Read.All', 'TeamMember.Read.All'],
  }
  return tenant
}

function app(id: string, displayName: string, permissions: Permission[]): CatalogApp {
  const common = { publishingState: 'published' as const, clientAppId: acmeIds.botApp }
  return {
    id,
    externalId: `${displayName.toLowerCase()}-external`,
    displayName,
    distributionMethod: 'organization',
    definitions: [
      { ...common, version: '1.0', permissions: [] },
      { ...common, version: '2.0', permissions },
    ],
  }
}

/** Everything installed as if nothing had happened yet. */
export function reset(tenant: Tenant, state: State): void {
  const [assistant, polls, expenses, asking, elsewhere] = tenant.catalog
  if (!assistant || !polls || !expenses || !asking || !elsewhere) throw new Error('the world lacks an app')
  const asked = assistant.definitions.find(({ version }) => version === '1.10.0')?.permissions ?? []
  const consented = asked.filter(({ permissionValue }) => !state.isLacking || permissionValue !== more.permissionValue)
  const own = (): Installation => installedApp(assistant, state.version, [...consented])
  for (const { id, ...team } of tenant.teams) {
    const others =
      id === worldIds.otherTeam
        ? [installedApp(elsewhere, '1.0')]
        : [installedApp(polls, '3.1.0'), installedApp(expenses, '2.0'), installedApp(asking, '1.0')]
    team.installations.splice(0, Number.POSITIVE_INFINITY, own(), ...others)
  }
  for (const { id, installations } of tenant.chats) {
    const others = id === acmeIds.groupChat ? [installedApp(polls, '3.1.0')] : []
    installations.splice(0, Number.POSITIVE_INFINITY, own(), ...others)
  }
  for (const { installations } of tenant.people) installations.splice(0, Number.POSITIVE_INFINITY, own())
}
