import type { Problem } from '../api/answer.ts'
import type { Place } from '../api/tab-api.ts'
import { englishRefusals } from './english-outcomes.ts'
import type { Formats } from './formats.ts'
import type { Notice, Words } from './words.ts'

export function englishProblems({ wait, time }: Formats): Pick<Words, 'problem' | 'offline' | 'broken'> {
  return {
    problem: (problem, place) => {
      switch (problem.kind) {
        case 'rate-limited':
          return {
            title: 'A little too fast',
            text: `You asked for a lot in a short time. Please try again ${wait(problem.retryAfterSeconds)}.`,
          }
        case 'not-found':
          return nothingHere[place]
        case 'refused':
          return {
            ...englishRefusals[problem.reason],
            text: 'So this app cannot read what it needs here. Nothing was changed.',
          }
        default:
          return constant[problem.kind]
      }
    },
    offline: (since) => ({
      title: 'You are offline',
      text: since
        ? `This is what it looked like at ${time(since)}. Upgrading waits until you are connected again.`
        : 'The list appears as soon as you are connected again.',
    }),
    broken: {
      title: 'Something went wrong on this page',
      text: 'That is our mistake, not yours. No upgrade is lost: what was started goes on.',
      next: 'Please load the tab again.',
    },
  }
}

const nothingHere: Record<Place['kind'], Notice> = {
  me: {
    title: 'That is not there (any more)',
    text: 'It was removed meanwhile, or it belongs to somebody else.',
    next: 'Look again to see what is there now.',
  },
  team: {
    title: 'Only members of this team can see this',
    text: 'You are not a member of this team, or what you asked for was removed from it meanwhile.',
    next: 'An owner of the team can add you. If you are a member, tell your admin that this app may not see it: it needs TeamMember.Read.Group.',
  },
  chat: {
    title: 'Only members of this chat can see this',
    text: 'You are not a member of this chat, or what you asked for was removed from it meanwhile.',
    next: 'Any member of the chat can add you. If you are a member, tell your admin that this app may not see it: it needs ChatMember.Read.Chat.',
  },
}

const constant: Record<Exclude<Problem['kind'], 'rate-limited' | 'not-found' | 'refused'>, Notice> = {
  'consent-required': {
    title: 'One more step',
    text: 'Microsoft asks whether Upgrade Assistant may see and upgrade apps on your behalf. It happens once, in a window of Microsoft’s own.',
    next: 'If it asks for an administrator, yours has to agree first.',
  },
  'interaction-required': {
    title: 'Microsoft wants to be sure it is you',
    text: 'Your organization asks for one more proof, such as a code from your phone, in a window of Microsoft’s own.',
  },
  'sign-in-failed': {
    title: 'Teams could not sign you in',
    text: 'Nothing was changed.',
    next: 'Try again. If it stays like this, sign out of Teams and in again, or tell your admin.',
  },
  unauthorized: {
    title: 'You are not signed in here',
    text: 'This service did not accept who Teams says you are. Perhaps your organization is not one of those it serves.',
    next: 'Load the tab again. If it stays like this, tell your admin.',
  },
  'not-allowed': {
    title: 'This is for rollout admins',
    text: 'Rollouts reach every place of the organization, so only the people and groups that the setting ROLLOUT_ADMINS names may see and start them.',
    next: 'If you should be one of them, ask the people who run this app.',
  },
  offline: {
    title: 'You are offline',
    text: 'Nothing was sent. It works again as soon as you are connected.',
  },
  unavailable: {
    title: 'No answer came',
    text: 'The service or Microsoft Graph could not be reached just now.',
    next: 'Try again in a minute. The list shows what Teams reports then.',
  },
  unexpected: {
    title: 'That did not work',
    text: 'Something unexpected happened.',
    next: 'Load the tab again, then try once more.',
  },
}
