import type { RolloutStatus } from '../rollouts/read-rollout.ts'
import { humanWait } from './human-wait.ts'
import type { Press, RowButton } from './press.ts'
import { countedPlaces, numberWords, progressOf, stateWords } from './rollout-words.ts'
import { shownName, shownVersion } from './shown-name.ts'

export type RolloutConfirmCard = {
  card: 'rollout-confirm'
  appName: string
  /** Which button it asks about. */
  what: 'abort' | 'resume'
  question: string
  lines: string[]
  press: { yes: Press; back: Press }
}

export type RolloutListCard = {
  card: 'rollout-list'
  summary: string
  rows: { at: Date; app: string; state: string; counts: string; who: string; buttons: RowButton[] }[]
}

export type RolloutNoteCard = {
  card: 'rollout-note'
  lead: string
  lines: string[]
  press: { show?: Press; plan?: Press }
}

/** Asked before a rollout is given up, or goes on. */
export function rolloutConfirmView(what: 'abort' | 'resume', { rollout, counts }: RolloutStatus): RolloutConfirmCard {
  const left = countedPlaces(counts.pending)
  const back = { verb: 'rollout-show', rollout: rollout.id }
  const about = { card: 'rollout-confirm', appName: shownName(rollout.app.name), what } as const
  if (what === 'resume') {
    return {
      ...about,
      question: 'Go on with this rollout?',
      lines: [`${left} are still to come. Failures so far do not count against the error budget any more.`],
      press: { yes: { verb: 'rollout-resume-now', rollout: rollout.id }, back },
    }
  }
  return {
    ...about,
    question: 'Give up this rollout for good?',
    lines: [
      `${left} that are still to come stay at their version. What was upgraded stays upgraded: Teams has no way back.`,
      'To stop only for a while, press Back, then Pause.',
    ],
    press: { yes: { verb: 'rollout-abort-now', rollout: rollout.id }, back },
  }
}

export function rolloutListView(statuses: RolloutStatus[]): RolloutListCard {
  return {
    card: 'rollout-list',
    summary: statuses.length > 0 ? 'The last rollouts in your organization.' : 'There was no rollout yet.',
    rows: statuses.map((status) => {
      const { rollout } = status
      const { done, of } = progressOf(status)
      const { name, id } = rollout.startedBy
      const app = `${shownName(rollout.app.name)} ${shownVersion(rollout.pinned.version)}`
      const dry = rollout.settings.isDryRun ? 'Dry run. ' : ''
      return {
        at: rollout.createdAt,
        app,
        state: stateWords(status),
        counts: `${dry}${numberWords(done)} of ${countedPlaces(of)}`,
        who: name?.trim() ? name : id,
        buttons: [{ press: { verb: 'rollout-show', rollout: rollout.id }, tooltip: `Show the rollout of ${app}` }],
      }
    }),
  }
}

/** Who may not, and who may. Nothing was read and nothing was changed. */
export function notAdminView(whoMay: string): RolloutNoteCard {
  return { card: 'rollout-note', lead: whoMay, lines: ['Nothing was changed.'], press: {} }
}

export function noSuchRolloutView(): RolloutNoteCard {
  const lines = ['It may belong to another organization, or the bot’s database was begun anew.']
  return { card: 'rollout-note', lead: 'I do not know this rollout, so nothing was done.', lines, press: planAgain }
}

export function notInCatalogView(): RolloutNoteCard {
  const lines = ['An admin can upload it in the Teams admin center under Manage apps.']
  return {
    card: 'rollout-note',
    lead: 'My app has no published version in your organization’s catalog, so there is nothing to roll out.',
    lines,
    press: planAgain,
  }
}

/** @param detail Graph's words. */
export function catalogTroubleView(detail: string, retryAfterSeconds: number | null): RolloutNoteCard {
  const when = retryAfterSeconds === null ? 'in some minutes' : humanWait(retryAfterSeconds)
  return {
    card: 'rollout-note',
    lead: 'The catalog could not be read, so nothing was begun.',
    lines: [detail, `Try again ${when}.`],
    press: planAgain,
  }
}

/** A rollout without memory would be none. */
export function noStoreView(): RolloutNoteCard {
  return {
    card: 'rollout-note',
    lead: 'The bot’s database cannot be used now, so nothing was changed.',
    lines: ['What is under way goes on when it is back. Whoever runs the bot finds why at its address /readyz.'],
    press: planAgain,
  }
}

/** Told to admins of a rollout that nobody pressed a button for. */
export function automaticView(app: { name: string; version: string }, rolloutId: string): RolloutNoteCard {
  return {
    card: 'rollout-note',
    lead: `${shownName(app.name)} ${shownVersion(app.version)} is rolled out by itself: it asks for nothing new.`,
    lines: ['The setting VERSION_WATCH=automatic says so. “Show” shows how far it is, and can pause or abort it.'],
    press: { show: { verb: 'rollout-show', rollout: rolloutId } },
  }
}

const planAgain = { plan: { verb: 'rollout' } }
