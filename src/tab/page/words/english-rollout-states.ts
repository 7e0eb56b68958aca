import type { Formats } from './formats.ts'
import type { ExplainWords, RolloutWords } from './rollout-words.ts'

type StateWords = Pick<RolloutWords, 'state' | 'explain' | 'command' | 'ask' | 'told' | 'commandRefused'>

export function englishRolloutStates(formats: Formats): StateWords {
  return {
    state: {
      planning: 'Listing places',
      'awaiting-approval': 'Waits for approval',
      running: 'Running',
      waiting: 'Waits between waves',
      paused: 'Paused',
      ended: 'Ended',
      aborted: 'Aborted',
    },
    explain: explainWords(formats),
    command: {
      pause: 'Pause',
      resume: 'Resume',
      abort: 'Abort',
      retry: 'Try failed ones again',
      promote: 'Open the next wave',
      approve: 'Approve and start',
    },
    ask: {
      resume: {
        title: 'Go on with this rollout?',
        text: 'It continues where it was paused. Upgrades cannot be undone in Teams.',
      },
      abort: {
        title: 'Abort this rollout for good?',
        text: 'Nothing more is sent. What is under way ends by itself, what was upgraded stays upgraded, and the rest is left out.',
        next: 'An aborted rollout cannot be resumed. To stop for a while, pause it.',
      },
      retry: {
        title: 'Try the failed places again?',
        text: 'Only those that failed or were refused are tried. Upgrades cannot be undone in Teams.',
      },
      promote: {
        title: 'Open the next wave?',
        text: 'The places of the next wave are upgraded at once. Upgrades cannot be undone in Teams.',
      },
      approve: {
        title: 'Approve this rollout?',
        text: 'It begins at once, in the name of whoever started it and with your approval in the record. Upgrades cannot be undone in Teams.',
      },
    },
    told: {
      pause: 'Paused. What is under way ends by itself.',
      resume: 'The rollout goes on.',
      abort: 'Aborted. Nothing more is sent.',
      retry: 'The failed places are tried again.',
      promote: 'The next wave is open.',
      approve: 'Approved. The rollout begins.',
    },
    commandRefused,
  }
}

const commandRefused: StateWords['commandRefused'] = {
  'not-found': { title: 'That rollout is not there', text: 'Nothing was changed.' },
  'wrong-state': {
    title: 'Somebody was faster',
    text: 'The rollout is in another state by now, so nothing was changed by this. Below is how it is.',
  },
  'same-person': {
    title: 'A second person has to approve',
    text: 'You started it, so it has to be somebody else.',
  },
  'other-permissions': {
    title: 'The newest version asks for other permissions',
    text: 'This rollout cannot go on to a version that nobody accepted.',
    next: 'Abort it and plan a new one, which shows what is asked for now.',
  },
  'nothing-published': {
    title: 'No version is published',
    text: 'The catalog has no published version of this app, so nothing was changed.',
    next: 'Publish it again and resume, or abort.',
  },
  'catalog-unreadable': {
    title: 'The catalog could not be read',
    text: 'Microsoft Graph did not say just now which version is the newest, so nothing was changed.',
    next: 'Try again in a minute.',
  },
  'another-under-way': {
    title: 'Another rollout of this app is under way',
    text: 'Two at once would only get in each other’s way, so nothing was changed.',
    next: 'Wait until it has ended, or abort it.',
  },
  'nothing-to-retry': { title: 'Nothing to try again', text: 'No place failed.' },
}

function explainWords(formats: Formats): ExplainWords {
  const { number, wait, time, dateTime } = formats
  const places = (count: number) => `${number(count)} ${count === 1 ? 'place' : 'places'}`
  return {
    planning: (found) => ({
      title: 'The places are being listed',
      text: `${number(found)} found so far. Nothing is upgraded before the list is complete.`,
    }),
    awaitingApproval: {
      own: {
        title: 'A second person has to approve',
        text: 'So many places need two people. Nothing is upgraded before that.',
        next: 'Send the link to another rollout admin.',
      },
      others: {
        title: 'Your approval is asked for',
        text: 'So many places need two people, and somebody else started this. Nothing is upgraded before you approve.',
      },
    },
    running: ({ eta, throttledUntil }) => ({
      title: throttledUntil ? `Microsoft Graph asked to wait until ${time(throttledUntil)}` : 'Upgrading',
      text: throttledUntil
        ? 'It goes on by itself then. There is nothing to do.'
        : eta === null
          ? 'You may close this page; it goes on by itself.'
          : `About to be done ${wait(eta)}. You may close this page; it goes on by itself.`,
    }),
    windowOf: (from, to, zone) => `Upgrades are sent between ${from} and ${to} (${zone}).`,
    waiting: (opensAt) => ({
      title: 'A wave ended well',
      text: opensAt
        ? `The next one opens by itself on ${dateTime(opensAt)}, or when you open it.`
        : 'The next one opens when you open it.',
      next: 'Look at the places that are done, then go on.',
    }),
    paused: pausedWords(formats),
    ended: ({ failed, needsConsent }) => ({
      title: failed > 0 ? 'Ended, with failures' : 'Ended well',
      text:
        [
          failed > 0 ? `${places(failed)} failed or ${failed === 1 ? 'was' : 'were'} refused: the list says why.` : '',
          needsConsent > 0
            ? `${places(needsConsent)} ${needsConsent === 1 ? 'waits' : 'wait'} for a consent, with nothing changed.`
            : '',
        ]
          .filter(Boolean)
          .join(' ') || 'Every place has an ending, and none of them failed.',
    }),
    endedDry: {
      title: 'This is what would happen',
      text: 'It was a dry run: everything was read and nothing was changed.',
      next: 'To do it, plan the same rollout without the dry run.',
    },
    aborted: {
      title: 'Aborted',
      text: 'What was upgraded before stays upgraded. The rest was left out.',
    },
  }
}

function pausedWords({ number }: Formats): ExplainWords['paused'] {
  return {
    operator: { title: 'Paused', text: 'Somebody paused it. Nothing more is sent until it is resumed.' },
    budget: (failures, allowed) => ({
      title: 'Stopped by its error budget',
      text: `${number(failures)} failed, and at most ${number(allowed)} were allowed so far. Nothing more is sent.`,
      next: 'Look at the failed places below. Resume to go on in spite of them, or abort.',
    }),
    superseded: (version, asksForMore) => ({
      title: `Version ${version} is the newest by now`,
      text: asksForMore
        ? 'It is not what was agreed to, so nothing more is sent.'
        : 'It asks for the same permissions. Nothing more is sent until you say so.',
      next: asksForMore
        ? 'Abort this rollout and plan a new one. It can be resumed once the newest version asks for the same as before.'
        : 'Resume to go on with the newest version, or abort.',
    }),
    withdrawn: {
      title: 'No version is published any more',
      text: 'The version of this rollout was withdrawn from the catalog, so nothing more is sent.',
      next: 'Publish it again and resume, or abort.',
    },
    credential: (detail) => ({
      title: 'Microsoft Graph does not let this app go on',
      text: `Every further place would end the same, so nothing more is sent. Graph says: ${detail}`,
      next: 'Have the permission granted or the sign-in mended, then resume.',
    }),
    planningFailed: (detail) => ({
      title: 'The places could not be listed',
      text: `Nothing was upgraded. The reason: ${detail}`,
      next: 'Mend it and resume, or abort and give a list of places.',
    }),
  }
}
