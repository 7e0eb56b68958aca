import { englishPlan, englishReview } from './english-plan.ts'
import { englishRolloutStates } from './english-rollout-states.ts'
import type { Formats } from './formats.ts'
import type { ChartWords, RolloutLanguage, RolloutWords, TargetWords } from './rollout-words.ts'

export const englishRollouts: RolloutLanguage = { language: 'en', words: rolloutWords }

function rolloutWords(formats: Formats): RolloutWords {
  const { number } = formats
  return {
    list: {
      label: 'Rollouts, newest first',
      loading: 'Looking up rollouts …',
      empty: {
        title: 'No rollouts yet',
        text: 'A rollout upgrades one app in every team, chat and personal place of the organization, in waves, and reports how each one ended.',
        next: 'Begin with a dry run: it reads everything, changes nothing and says what would happen.',
      },
      create: 'New rollout',
      open: (name, version) => `${name} ${version}`,
      startedBy: (name, when) => `Started by ${name?.trim() || 'somebody'}, ${when}`,
      done: ({ done, total, failed }) =>
        `${number(done)} of ${number(total)} done${failed > 0 ? `, ${number(failed)} failed` : ''}`,
    },
    back: 'All rollouts',
    copyLink: 'Copy a link to this rollout',
    dryRun: 'Dry run',
    ...englishRolloutStates(formats),
    targets: targetWords(formats),
    plan: englishPlan(formats),
    review: englishReview(formats),
    cancel: 'Cancel',
    wave: ({ number: wave, places, state }) =>
      `Wave ${number(wave)}: ${number(places)} ${places === 1 ? 'place' : 'places'}, ${waveStates[state]}`,
    waves: 'Waves',
    progress: 'Places by how they ended',
    chart: chartWords(formats),
    report: {
      label: 'Report of every place',
      csv: 'Download CSV',
      json: 'Download JSON',
      failed: { title: 'The report did not arrive whole', text: 'Nothing was saved.', next: 'Please try again.' },
    },
  }
}

const waveStates = { done: 'done', open: 'open', closed: 'not open yet' }

const states: TargetWords['state'] = {
  upgraded: 'Upgraded',
  accepted: 'Accepted, not seen yet',
  current: 'Current already',
  gone: 'Not there any more',
  needsConsent: 'Needs consent',
  refused: 'Refused',
  superseded: 'A newer version came',
  skipped: 'Left out',
  failed: 'Failed',
  pending: 'Still to come',
}

function targetWords({ number }: Formats): TargetWords {
  return {
    label: 'Places',
    state: states,
    dryState: {
      ...states,
      upgraded: 'Would be upgraded',
      accepted: 'Would be upgraded',
      needsConsent: 'Would need consent',
      refused: 'Cannot be read',
      failed: 'Could not be read',
    },
    kind: { team: 'Team', chat: 'Chat', user: 'Person' },
    column: { place: 'Place', state: 'How it ended', versions: 'Version', detail: 'Why', time: 'When' },
    search: 'Search by id',
    filter: 'Show',
    all: 'All',
    none: 'No place is like that.',
    newer: 'Previous page',
    older: 'Next page',
    page: (page) => `Page ${number(page)}`,
    requestId: 'Request id',
    missing: (names) => `Not granted: ${names}`,
    lost: (names) => `No longer granted: ${names}`,
    attempts: (count) => `Tried ${number(count)} times`,
  }
}

function chartWords({ number }: Formats): ChartWords {
  const step = (seconds: number): string => {
    if (seconds < 60) return seconds === 1 ? 'second' : `${number(seconds)} seconds`
    if (seconds < 3_600) return seconds === 60 ? 'minute' : `${number(seconds / 60)} minutes`
    return seconds === 3_600 ? 'hour' : `${number(seconds / 3_600)} hours`
  }
  return {
    title: 'Over time',
    label: ({ done, failed, most, step: each }) =>
      `${number(done)} done and ${number(failed)} failed; at most ${number(most)} per ${each}. The table below has the figures.`,
    empty: 'Nothing has ended yet.',
    done: 'Done',
    failed: 'Failed or refused',
    throttled: 'Microsoft Graph asked to wait',
    asTable: 'Show as a table',
    time: 'From',
    step,
  }
}
