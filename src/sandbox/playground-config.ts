import type { Person, Tenant } from './tenant.ts'

/** The Playground's schema wants exactly one current user and five others. */
const OTHER_USERS = 5

/** Where the Playground looks for its configuration, in its current directory. */
export const PLAYGROUND_CONFIG_FILE = '.m365agentsplayground.yml'

/**
 * The Playground's configuration, so that its people, chat and team are those of the sandbox tenant.
 * The current user is the tenant's first person, or the one whose first name is `as`; the chat and the team are its
 * first ones, where that person is a member.
 * JSON, which is YAML too.
 */
export function playgroundConfig(tenant: Tenant, bot: { id: string; name: string }, as?: string): string {
  const currentUser = tenant.people.find((person) => firstName(person) === as) ?? tenant.people[0]
  const others = tenant.people.filter((person) => person !== currentUser)
  const team = tenant.teams[0]
  const chat = tenant.chats.find((one) => one.kind === 'group')
  if (!currentUser || others.length < OTHER_USERS || !team?.internalId || !chat) {
    throw new Error('The sandbox tenant lacks what the Playground must show: six people, a team and a group chat.')
  }
  const config = {
    version: '0.1.1',
    tenantId: tenant.id,
    bot: { id: `28:${bot.id}`, name: bot.name },
    currentUser: playgroundUser(currentUser),
    users: others.slice(0, OTHER_USERS).map(playgroundUser),
    personalChat: { id: `a:1personal-${firstName(currentUser).toLowerCase()}` },
    groupChat: { id: chat.id, name: chat.topic ?? 'Group chat' },
    team: {
      id: team.internalId,
      name: team.name,
      aadGroupId: team.id,
      channels: [{ id: '19:channel0002@thread.tacv2', name: 'Incidents' }],
    },
  }
  return `${JSON.stringify(config, null, 2)}\n`
}

function playgroundUser(person: Person) {
  const [givenName = person.name, surname = ''] = person.name.split(' ')
  return {
    id: `29:1-user-${firstName(person).toLowerCase()}`,
    name: person.name,
    // Spelt so by the Playground.
    userPrincipleName: person.userPrincipalName,
    aadObjectId: person.id,
    givenName,
    surname,
    email: person.userPrincipalName,
  }
}

function firstName(person: Person): string {
  return person.name.split(' ')[0] ?? person.name
}
