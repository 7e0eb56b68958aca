/** Who asked, as Teams and Graph know them at this moment; never as a card or a command says. */
export type Standing =
  /** A person in their own scope. */
  | { place: 'personal' }
  | { place: 'chat' }
  | { place: 'meeting'; role: 'organizer' | 'presenter' | 'attendee' | 'unknown' }
  /** `owners` are the names to turn to, empty where unknown. */
  | { place: 'team'; role: 'owner' | 'member' | 'none'; owners: string[] }
  /** Guests, anonymous people and people of another tenant upgrade nothing, wherever they are. */
  | { place: 'outside'; why: 'guest' | 'other-tenant' | 'unknown' }
  /** The roles of the team cannot be read: refused, naming what would make them readable. */
  | { place: 'unreadable'; permissions: string[]; detail: string; requestId: string | null }

export type UpgradePolicy = 'owners' | 'members'

/** `whoMay` is a sentence for the person who was refused. */
export type Verdict =
  | { kind: 'allowed' }
  | { kind: 'refused'; whoMay: string }
  | { kind: 'unreadable'; permissions: string[]; detail: string; requestId: string | null }

/** The table of design.md section 5, for one press. `withConsent`: the press accepts new application permissions. */
export function judge(
  standing: Standing,
  { withConsent, policy }: { withConsent: boolean; policy: UpgradePolicy },
): Verdict {
  switch (standing.place) {
    case 'personal':
    case 'chat':
      return { kind: 'allowed' }
    case 'meeting': {
      const { role } = standing
      if (!withConsent || role === 'organizer' || role === 'presenter') return { kind: 'allowed' }
      return { kind: 'refused', whoMay: meetingSentence(role) }
    }
    case 'team':
      return judgeInTeam(standing, { withConsent, policy })
    case 'outside':
      return { kind: 'refused', whoMay: outsideSentences[standing.why] }
    case 'unreadable':
      return { ...standing, kind: 'unreadable' }
  }
}

function meetingSentence(role: 'attendee' | 'unknown'): string {
  const rule = 'Only an organizer or a presenter of this meeting may accept new permissions'
  return role === 'attendee' ? `${rule}.` : `${rule}, and Teams did not say that you are one.`
}

const outsideSentences = {
  guest: 'Guests may not upgrade apps here. Ask somebody of this organization.',
  'other-tenant': 'Only people of this organization may upgrade apps here.',
  unknown: 'Teams did not say who you are here, so nothing was done. Try again in a minute.',
}

type Ask = { withConsent: boolean; policy: UpgradePolicy }

function judgeInTeam({ role, owners }: Extract<Standing, { place: 'team' }>, { withConsent, policy }: Ask): Verdict {
  if (role === 'owner') return { kind: 'allowed' }
  const isForOwners = withConsent || policy === 'owners'
  if (role === 'member' && !isForOwners) return { kind: 'allowed' }
  const who = isForOwners ? 'an owner' : 'a member'
  const what = withConsent ? 'accept new permissions' : 'upgrade apps here'
  const names = isForOwners && owners.length > 0 ? `: ${owners.join(', ')}` : ''
  return { kind: 'refused', whoMay: `Only ${who} of this team may ${what}${names}.` }
}
