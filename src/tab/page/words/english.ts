import { permissionMeanings } from '../../../installations/permission-meanings.ts'
import { englishOutcomes } from './english-outcomes.ts'
import { englishProblems } from './english-problems.ts'
import type { Formats } from './formats.ts'
import type { AppWords, ConsentWords, HistoryWords, Language, ListWords, UpgradeAllWords, Words } from './words.ts'

export const english: Language = { language: 'en', words: englishWords }

const apps = (count: number, { number }: Formats) => `${number(count)} ${count === 1 ? 'app' : 'apps'}`

function englishWords(formats: Formats): Words {
  return {
    title: { me: 'Your apps', team: 'Apps in this team', chat: 'Apps in this chat' },
    tabs: { label: 'What to show', apps: 'Apps', history: 'History', rollouts: 'Rollouts' },
    list: listWords(formats),
    app: appWords,
    upgradeAll: upgradeAllWords(formats),
    permissions: {
      meanings: permissionMeanings,
      noMeaning: 'No description known',
      actor: { application: 'the app by itself', delegated: 'only on behalf of the person using it' },
      added: 'New',
      kept: 'Kept',
      dropped: 'No longer asked for',
      missing: 'Asked for, but not granted',
      lost: 'Granted before, but no longer',
      granted: 'Permissions granted',
    },
    consent: consentWords,
    outcome: englishOutcomes(formats),
    history: historyWords,
    ...englishProblems(formats),
    outside: {
      title: 'This page lives in Microsoft Teams',
      text: 'It needs Teams to know who you are and which apps to show. Open Upgrade Assistant there, and it continues.',
      open: 'Open Microsoft Teams',
    },
    configure: {
      team: {
        title: 'Add a tab with the apps of this team',
        text: 'It shows every app installed in this team with its version, and lets people who may do so upgrade them.',
        next: 'There is nothing to set. Save to add it.',
      },
      chat: {
        title: 'Add a tab with the apps of this chat',
        text: 'It shows every app installed in this chat with its version, and lets its members upgrade them.',
        next: 'There is nothing to set. Save to add it.',
      },
      tabName: 'App upgrades',
      failed: 'Teams could not save the tab. Please try again.',
    },
    tryAgain: 'Try again',
    continue: 'Continue',
  }
}

function listWords(formats: Formats): ListWords {
  return {
    label: 'Installed apps',
    loading: 'Looking up the installed apps …',
    summary: ({ apps: count, updates }) =>
      updates === 0
        ? `${apps(count, formats)}, nothing to upgrade.`
        : `${apps(count, formats)}, ${formats.number(updates)} with a newer version.`,
    refresh: 'Look again',
    refreshed: 'The list is up to date.',
    empty: {
      me: { title: 'No apps yet', text: 'Apps that you add in Teams appear here, with their versions.' },
      team: {
        title: 'No apps in this team',
        text: 'Apps that are added to this team appear here, with their versions.',
      },
      chat: {
        title: 'No apps in this chat',
        text: 'Apps that are added to this chat appear here, with their versions.',
      },
    },
    linkedAppMissing: {
      me: 'The app of the link is not among your apps.',
      team: 'The app of the link is not installed in this team.',
      chat: 'The app of the link is not installed in this chat.',
    },
  }
}

const appWords: AppWords = {
  installed: 'Installed version',
  newest: 'newest version',
  unknownVersion: 'unknown',
  state: {
    none: 'Up to date',
    'probably-automatic': 'Teams will probably update this by itself',
    upgrade: 'Newer version',
    consent: 'Asks for new permissions',
    unknown: 'Newest version not known',
  },
  upgrade: 'Upgrade',
  review: 'Review',
  upgradeNamed: (name) => `Upgrade ${name}`,
  reviewNamed: (name) => `Review what ${name} asks for`,
  upgrading: 'Upgrading …',
  upgradingNamed: (name) => `Upgrading ${name}`,
  copyLink: (name) => `Copy a link to ${name}`,
  asks: 'What it asks for',
}

function upgradeAllWords({ number }: Formats): UpgradeAllWords {
  return {
    start: (count) => `Upgrade all (${number(count)})`,
    stop: 'Stop after this one',
    stopping: 'Stopping …',
    progress: (done, total) => `${number(done)} of ${number(total)} done`,
    progressLabel: 'Upgrading all',
    noWayBack: '“Upgrade all” leaves out apps that ask for new permissions. Teams cannot go back to an older version.',
    ended: ({ upgraded, others, untried }) =>
      [
        `${number(upgraded)} upgraded.`,
        others > 0 ? `${number(others)} ended otherwise: see the list.` : '',
        untried > 0 ? `${number(untried)} not tried.` : '',
      ]
        .filter(Boolean)
        .join(' '),
  }
}

const consentWords: ConsentWords = {
  title: (name) => `What ${name} asks for`,
  lead: {
    me: 'The new version asks for permissions that you have not accepted yet.',
    team: 'The new version asks for permissions that nobody has accepted in this team yet. An owner of this team can accept them.',
    chat: 'The new version asks for permissions that nobody has accepted in this chat yet.',
  },
  leadInMeeting:
    'The new version asks for permissions that nobody has accepted in this chat yet. In a meeting its organizer or a presenter accepts them in the meeting’s chat, by typing “upgrade app” there: this tab cannot tell who that is.',
  changed: 'What the app asks for has changed meanwhile. Please look again.',
  accept: 'Accept and upgrade',
  notNow: 'Not now',
  close: 'Close',
  exactly:
    'You accept exactly the new and the kept permissions. An upgrade cannot be undone in Teams. “Not now” changes nothing: the installed version keeps working.',
}

const historyWords: HistoryWords = {
  label: 'Upgrades, newest first',
  loading: 'Looking up earlier upgrades …',
  empty: { title: 'Nothing yet', text: 'Upgrades that are done here, by anybody, are listed from now on.' },
  more: 'Show older',
  end: 'That is all.',
  by: (name, via) => {
    const who = name?.trim() || 'Somebody'
    const how = {
      typed: '',
      pressed: '',
      tab: ', in the tab',
      rollout: ', by a rollout',
      terminal: ', from a terminal',
    }
    return `${who}${how[via]}`
  },
  unnamedApp: 'An app',
}
