import type { Choices, World } from './choices.ts'

/**
 * The context as Teams' web client sends it: flat, with the names of teams-js 1, which teams-js 2 maps to its own.
 * A personal app has neither team nor chat.
 */
export function legacyContext(choices: Choices, world: World, frameContext: string): Record<string, unknown> {
  const person = world.people.find(({ id }) => id === choices.person)
  return {
    tid: world.id,
    userObjectId: choices.person,
    userPrincipalName: person?.userPrincipalName,
    loginHint: person?.userPrincipalName,
    userDisplayName: person?.name,
    locale: choices.locale,
    theme: choices.theme,
    // As in the manifest, and as the configuration page sets it.
    entityId: choices.place === 'me' ? 'my-apps' : 'apps-here',
    subEntityId: choices.link ?? '',
    frameContext,
    hostName: 'Teams',
    hostClientType: 'web',
    ...placeContext(choices, world),
  }
}

function placeContext({ place, person }: Choices, world: World): Record<string, unknown> {
  const [kind, id = ''] = split(place)
  if (kind === 'chat') return { chatId: id }
  if (kind !== 'team') return {}
  const team = world.teams.find((one) => one.id === id)
  const isOwner = team?.members.some(({ userId, roles }) => userId === person && roles.includes('owner'))
  return {
    groupId: id,
    teamId: team?.internalId ?? `19:${id}@thread.tacv2`,
    teamName: team?.name,
    channelId: team?.internalId ?? `19:${id}@thread.tacv2`,
    channelName: 'General',
    channelType: 'Regular',
    userTeamRole: isOwner ? 0 : 1,
  }
}

function split(place: string): [string, string?] {
  const at = place.indexOf(':')
  return at < 0 ? [place] : [place.slice(0, at), place.slice(at + 1)]
}
