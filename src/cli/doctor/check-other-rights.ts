import type { CloudName } from '../../clouds.ts'
import { cloudLimit } from '../../installations/cloud-limits.ts'
import type { Permission } from '../../installations/permission-set.ts'
import { type Finding, missing, ok } from './finding.ts'
import { grant } from './trouble-words.ts'
import { heldOf } from './upgrade-rights.ts'

export type RightsKnown = {
  roles: string[]
  cloud: CloudName
  /** What the published version asks for. */
  required: Permission[]
}

/** What is read beside the installations themselves, feature by feature. */
export function checkOtherRights(known: RightsKnown): Finding[] {
  return [ownersOfTeams(known), membersOfChats(known), ...grantsReadBack(known)]
}

const asks = ({ required }: RightsKnown, name: string) =>
  required.some(({ permissionValue, permissionType }) => permissionValue === name && permissionType === 'application')

/** https://learn.microsoft.com/graph/api/team-list-members */
function ownersOfTeams(known: RightsKnown): Finding {
  const [check, specific] = ['who-owns-teams', 'TeamMember.Read.Group']
  if (cloudLimit(known.cloud, 'team'))
    return ok(check, 'Upgrades in teams are not offered in this cloud, so no permission is needed.')
  const held = heldOf(known, ['TeamMember.Read.All', 'TeamMember.ReadWrite.All'])
  if (held) return ok(check, `Who owns a team can be read everywhere (${held}).`)
  if (asks(known, specific)) {
    return ok(
      check,
      `Who owns a team can be read where the installed version holds ${specific}; elsewhere the bot refuses until TeamMember.Read.All is granted.`,
    )
  }
  return missing(check, 'Who owns a team cannot be read, so nobody may upgrade in teams.', grant('TeamMember.Read.All'))
}

/** https://learn.microsoft.com/graph/api/chat-list-members; asked only by the tab, a message brings its own roster. */
function membersOfChats(known: RightsKnown): Finding {
  const [check, specific] = ['who-is-in-chats', 'ChatMember.Read.Chat']
  const held = heldOf(known, [
    'ChatMember.Read.All',
    'Chat.ReadBasic.All',
    'Chat.Read.All',
    'Chat.ReadWrite.All',
    'ChatMember.ReadWrite.All',
  ])
  if (held) return ok(check, `Who is in a chat can be read everywhere, which the tab in chats needs (${held}).`)
  if (asks(known, specific)) {
    return ok(
      check,
      `Who is in a chat can be read where the installed version holds ${specific}, which the tab in chats needs; the bot itself does without.`,
    )
  }
  return missing(
    check,
    'Who is in a chat cannot be read, so the tab in chats shows nothing.',
    grant('ChatMember.Read.All'),
  )
}

/** https://learn.microsoft.com/graph/api/team-list-permissiongrants, chat-list-, user-list-: not quite those of the upgrade. */
const grantReaders = {
  team: {
    verbs: ['Read', 'ReadWriteSelf', 'ReadWrite'],
    suffix: 'ForTeam.All',
    specific: 'TeamsAppInstallation.Read.Group',
  },
  chat: {
    verbs: ['Read', 'ReadWriteSelf', 'ReadWrite'],
    suffix: 'ForChat.All',
    specific: 'TeamsAppInstallation.Read.Chat',
  },
  user: {
    verbs: ['ManageSelected', 'ReadWriteAndConsent', 'ReadWriteAndConsentSelf'],
    suffix: 'ForUser.All',
    specific: null,
  },
}

function grantsReadBack(known: RightsKnown): Finding[] {
  return Object.entries(grantReaders).map(([place, { verbs, suffix, specific }]) => {
    const check = `grants-${place}`
    const held = heldOf(
      known,
      verbs.map((verb) => `TeamsAppInstallation.${verb}${suffix}`),
    )
    if (held) return ok(check, `What was really granted can be read back (${held}).`)
    if (specific && asks(known, specific)) {
      return ok(check, `What was really granted can be read back where the installed version holds ${specific}.`)
    }
    return ok(
      check,
      'What was granted is read from the installation’s own record; the grants themselves cannot be listed.',
    )
  })
}
