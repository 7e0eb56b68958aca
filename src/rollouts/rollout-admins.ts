import type { CallContext } from '../installations/installed-apps.ts'
import type { GroupMembership } from './place-directory.ts'

/** Whether somebody may roll out. `whoMay` is a sentence for the person. */
export type AdminVerdict = { kind: 'allowed' } | { kind: 'refused'; whoMay: string }

export type AdminParts = {
  /** Entra object ids of people and groups, in lower case; ROLLOUT_ADMINS. */
  admins: readonly string[]
  groups: GroupMembership
}

/** Only who is named, or is in a group that is named, at the moment of the act (design.md section 5). */
export async function judgeAdmin(
  person: { id: string; isGuest: boolean },
  { admins, groups }: AdminParts,
  call: CallContext,
): Promise<AdminVerdict> {
  if (admins.length === 0) {
    return { kind: 'refused', whoMay: 'Nobody may roll out here: the setting ROLLOUT_ADMINS names nobody.' }
  }
  if (person.isGuest) return { kind: 'refused', whoMay: 'Guests may not roll out.' }
  const id = person.id.toLowerCase()
  if (id !== '' && admins.includes(id)) return { kind: 'allowed' }
  const groupIds = admins.filter((admin) => admin !== id)
  const memberOf = id === '' ? null : await groups.memberOf(id, [...groupIds], call)
  if (memberOf?.kind === 'ok') {
    return memberOf.value.some((group) => admins.includes(group))
      ? { kind: 'allowed' }
      : { kind: 'refused', whoMay: 'Only the people and groups of the setting ROLLOUT_ADMINS may roll out.' }
  }
  return { kind: 'refused', whoMay: unreadable }
}

/** https://learn.microsoft.com/graph/api/directoryobject-checkmembergroups, "Group memberships for other users", application */
const unreadable =
  'You are not named in ROLLOUT_ADMINS, and whether you are in one of its groups cannot be read: the bot needs User.Read.All and GroupMember.Read.All for that.'
