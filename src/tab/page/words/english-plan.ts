import type { Formats } from './formats.ts'
import type { PlanWords, ReviewWords } from './rollout-words.ts'

export function englishPlan({ number }: Formats): PlanWords {
  return {
    title: 'Plan a rollout',
    app: 'App',
    thisApp: 'Upgrade Assistant (this app)',
    otherApp: 'Another app …',
    otherAppId: 'Its manifest id',
    kinds: 'Upgrade it in',
    kind: { team: 'Teams', chat: 'Chats', user: 'Personal places' },
    source: 'Which places',
    sources: {
      directory: 'Every place of the organization',
      known: 'Only where this app has seen itself installed',
      list: 'A list of my own',
    },
    include: 'List of places (CSV)',
    listHint: 'First line kind,id; then a place a line: team, chat or user, a comma and its id.',
    listTooLong: 'That list is too long for this page. The terminal takes lists of any length.',
    file: 'Take it from a file',
    more: 'More settings',
    exclude: 'Places to leave out (CSV)',
    waves: 'Waves, in percent',
    wavesHint: 'Each wave begins when the one before ended within the limit of failures.',
    wavesWrong: 'Rising percents with commas between them, such as 1, 10, 100.',
    gate: 'Between waves',
    gates: { auto: 'Go on by itself', manual: 'Wait for me', timed: 'Wait for some time' },
    gateMinutes: 'Minutes to wait',
    gateWrong: 'A whole number from 1 to 40,000.',
    budget: 'Stop after so many failures',
    budgetHint: 'A number, or a percent of the open waves. Nothing more is sent then; what runs may end.',
    budgetWrong: 'A number such as 5, or a percent such as 5%.',
    dryRun: 'Dry run',
    dryRunHint: 'Reads everything, changes nothing, and says what would happen.',
    force: 'Upgrade even where Teams reports the newest version already',
    kindsWrong: 'Choose at least one.',
    next: 'Show the plan',
    looking: 'Looking …',
    badList: (line) =>
      line === null
        ? 'The list names no place.'
        : `Line ${number(line)} of the list cannot be read. It must be team, chat or user, a comma and an id; the first line is kind,id.`,
    notInCatalog: 'The app is not in your organization’s catalog, or this app may not see it there.',
  }
}

export function englishReview({ number, list }: Formats): ReviewWords {
  return {
    title: (name, version) => `${name} to version ${version}`,
    places: ({ team, chat, user }, isList) => {
      const counted = list([
        `${number(team)} ${team === 1 ? 'team' : 'teams'}`,
        `${number(chat)} ${chat === 1 ? 'chat' : 'chats'}`,
        `${number(user)} ${user === 1 ? 'person' : 'people'}`,
      ])
      if (!isList && team + chat + user === 0) return 'The places are looked up when it begins.'
      return isList ? `Places: ${counted}.` : `Known so far: ${counted}. The rest is looked up when it begins.`
    },
    leftOut: 'Some places are left out:',
    waves: (waves) => `In waves of ${list(waves.map((percent) => `${number(percent)} %`))} of all places.`,
    dryRun: 'Dry run: everything is read and nothing is changed.',
    nothingNew: 'It asks for no permission that is not consented to already, as far as some installations show.',
    asks: (sampled) =>
      sampled === 0
        ? 'No installation could be looked at beforehand, so everything the version asks for counts as new.'
        : `The version asks for more than ${number(sampled)} looked-at ${sampled === 1 ? 'installation has' : 'installations have'} consented to.`,
    accept: 'I accept exactly these permissions, in every place of this rollout',
    notAccepted: 'Without that, places that have not consented are left as they are and reported as “needs consent”.',
    changed: 'What the newest version asks for has changed meanwhile. Please look again.',
    noWayBack: 'Teams cannot go back to an older version: an upgrade cannot be undone.',
    approval: (above) => `More than ${number(above)} places need the approval of a second person before it begins.`,
    start: 'Start the rollout',
    startDry: 'Start the dry run',
    back: 'Back',
  }
}
