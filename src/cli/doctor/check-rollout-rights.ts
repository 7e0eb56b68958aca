import type { CloudName } from '../../clouds.ts'
import { cloudLimit } from '../../installations/cloud-limits.ts'
import { type Finding, missing, ok, unknown } from './finding.ts'
import { grant } from './trouble-words.ts'
import { heldOf, type Place, places } from './upgrade-rights.ts'

export type RolloutRightsKnown = {
  roles: string[]
  cloud: CloudName
  hasRolloutAdmins: boolean
  /** A new version may begin one by itself (VERSION_WATCH=automatic). */
  isAutomatic: boolean
  /** Where a rollout finds its places unless a list says. */
  rolloutSource: 'directory' | 'known'
}

/** What a rollout reads to find its places, and whether somebody may start one. */
export function checkRolloutRights(known: RolloutRightsKnown): Finding[] {
  return [wholeDirectory(known), ...groupsOfAdmins(known)]
}

/** The basic profile does not tell who is a guest. */
const people = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All']

/**
 * https://learn.microsoft.com/graph/api/teams-list · user-list · chat-list. An application finds chats person by person,
 * so people are read for them too, also where their own apps cannot be upgraded.
 */
const readers: Record<Place, { lists: string[][]; one: string }> = {
  team: {
    lists: [['Team.ReadBasic.All', 'TeamSettings.Read.All', 'TeamSettings.ReadWrite.All']],
    one: 'team',
  },
  chat: { lists: [people, ['Chat.ReadBasic.All', 'Chat.Read.All', 'Chat.ReadWrite.All']], one: 'chat' },
  user: { lists: [people], one: 'person' },
}

function wholeDirectory(known: RolloutRightsKnown): Finding {
  const check = 'rollout-directory'
  if (known.rolloutSource === 'known') {
    return ok(
      check,
      'Only places that the bot knows are rolled out to (ROLLOUT_PLACES=known); nothing is looked for, unless somebody chooses the directory in the tab.',
    )
  }
  const offered = places.filter((place) => !cloudLimit(known.cloud, place))
  const wanted = new Set(offered.flatMap((place) => readers[place].lists))
  const lacking = [...wanted].filter((names) => !heldOf(known, names)).flatMap(([least]) => least ?? [])
  const rest =
    offered.length < places.length ? ' This cloud offers no other place, and a rollout leaves those out.' : ''
  if (lacking.length === 0) return ok(check, `A rollout can find every ${inWords(offered)} of the tenant.${rest}`)
  const cannot = `A rollout cannot find all places by itself: ${lacking.join(', ')} not granted.${rest}`
  const fix = grant(lacking.join(' and '))
  if (known.hasRolloutAdmins || known.isAutomatic) return missing(check, cannot, fix)
  // Whoever has this terminal needs no ROLLOUT_ADMINS, and nobody can tell from here what is meant to be done with it.
  return unknown(check, cannot, `Only a rollout from the terminal without a list of targets needs it: ${fix}`)
}

const inWords = (offered: Place[]) => new Intl.ListFormat('en-GB').format(offered.map((place) => readers[place].one))

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups: one permission for people and one for groups. */
function groupsOfAdmins(known: RolloutRightsKnown): Finding[] {
  if (!known.hasRolloutAdmins) return []
  const check = 'rollout-groups'
  const wanted = [['User.Read.All'], ['GroupMember.Read.All', 'Group.Read.All']]
  const lacking = wanted.filter((names) => !heldOf(known, names)).flatMap(([usual]) => usual ?? [])
  if (lacking.length === 0 || heldOf(known, ['Directory.Read.All'])) {
    return [ok(check, 'Groups in ROLLOUT_ADMINS can be looked into.')]
  }
  return [
    unknown(
      check,
      'Groups in ROLLOUT_ADMINS cannot be looked into, so their members may not roll out. People named there may.',
      `Only if groups are named there: ${grant(lacking.join(' and '))}`,
    ),
  ]
}
