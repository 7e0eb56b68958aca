import type { Actor } from '../installations/audit-log.ts'
import type { Command } from '../rollouts/change-rollout.ts'
import { possibleCommands } from '../rollouts/possible-commands.ts'
import type { RolloutStatus } from '../rollouts/read-rollout.ts'
import { isOver, type Rollout } from '../rollouts/rollout.ts'
import type { Target } from '../rollouts/target.ts'
import { humanWait } from './human-wait.ts'
import type { Press } from './press.ts'
import { explainPause } from './rollout-pauses.ts'
import {
  countedPlaces,
  isWell,
  numberWords,
  progressOf,
  statesInOrder,
  stateWords,
  toldStates,
} from './rollout-words.ts'
import { shownName, shownVersion } from './shown-name.ts'

/** What is drawn in which color; never told by color alone. */
export type RolloutTone = 'going' | 'well' | 'waiting' | 'bad'

export type RolloutProgressCard = {
  card: 'rollout-progress'
  appName: string
  target: string
  tone: RolloutTone
  state: string
  /** For who pressed. */
  note: string | null
  bar: string
  progress: string
  pace: string | null
  /** Graph asked to wait until then. */
  throttledUntil: Date | null
  gateOpensAt: Date | null
  why: string[]
  sections: { mark: string; label: string; count: string }[]
  troubles: { place: string; why: string }[]
  more: string | null
  who: string
  press: Partial<Record<RolloutButton, Press>>
}

export type RolloutButton = Command | 'refresh' | 'plan' | 'list'

export type ProgressShown = {
  status: RolloutStatus
  /** Some of what did not go well. */
  troubles: Target[]
  note?: string | null
}

/** Rows of troubles; the terminal and the tab list them all. */
export const mostTroubles = 5

/** One rollout as it is now. The same state is the same card, so that nothing is sent when nothing changed. */
export function rolloutProgressView({ status, troubles, note = null }: ProgressShown): RolloutProgressCard {
  const { rollout, counts } = status
  const bad = counts.refused + counts.failed + counts.needsConsent
  const more = bad - Math.min(troubles.length, mostTroubles)
  return {
    card: 'rollout-progress',
    appName: shownName(rollout.app.name),
    target: `To version ${shownVersion(rollout.pinned.version)}${rollout.settings.isDryRun ? ' · dry run: nothing is changed' : ''}`,
    tone: toneOf(status),
    state: stateWords(status),
    note,
    bar: barOf(status),
    progress: progressWords(status),
    pace: paceWords(status),
    throttledUntil: isOver(rollout) ? null : stillToCome(rollout.throttledUntil),
    gateOpensAt: rollout.state === 'waiting' ? rollout.gateOpensAt : null,
    why: explainPause(status),
    sections: statesInOrder.flatMap((state) => sectionOf(status, state)),
    troubles: troubles.slice(0, mostTroubles).map(troubleRow),
    more: more > 0 ? `and ${numberWords(more)} more; the tab and the terminal list them all` : null,
    who: whoWords(rollout),
    press: buttonsOf(status),
  }
}

const stillToCome = (date: Date | null) => (date !== null && date.getTime() > Date.now() ? date : null)

function toneOf(status: RolloutStatus): RolloutTone {
  const { state } = status.rollout
  if (state === 'planning' || state === 'running') return 'going'
  if (isWell(status)) return 'well'
  return isOver(status.rollout) ? 'bad' : 'waiting'
}

const barSteps = 20

/** Full only when all is done, and begun as soon as anything is. */
function barOf(status: RolloutStatus): string {
  const { done, of } = progressOf(status)
  const share = of === 0 ? 0 : done / of
  const full = Math.max(done > 0 ? 1 : 0, Math.floor(share * barSteps))
  return '■'.repeat(full) + '□'.repeat(barSteps - full)
}

function progressWords(status: RolloutStatus): string {
  const { done, of } = progressOf(status)
  if (status.rollout.state === 'planning') return 'No place was changed yet.'
  if (of === 0) return 'There is no place to upgrade.'
  return `${numberWords(done)} of ${countedPlaces(of)} (${Math.floor((100 * done) / of)} %)`
}

function paceWords({ perMinute, etaSeconds }: RolloutStatus): string | null {
  if (perMinute === null || etaSeconds === null) return null
  const speed = `About ${numberWords(Math.max(1, perMinute))} a minute`
  return etaSeconds > 0 ? `${speed}; all of it is done ${humanWait(etaSeconds)}.` : `${speed}.`
}

function sectionOf({ counts, rollout }: RolloutStatus, state: Target['state']): RolloutProgressCard['sections'] {
  const count = counts[state]
  if (count === 0) return []
  const { mark, label } = toldStates[state]
  const isWouldBe = state === 'upgraded' && rollout.settings.isDryRun
  return [{ mark, label: isWouldBe ? 'Would be upgraded' : label, count: numberWords(count) }]
}

function troubleRow({ kind, id, state, detail }: Target): { place: string; why: string } {
  const { label } = toldStates[state]
  return { place: `${kind} ${id}`, why: detail?.trim() ? `${label}: ${detail.slice(0, 200)}` : label }
}

function whoWords({ startedBy, approvedBy }: Rollout): string {
  const nameOf = ({ name, id }: Rollout['startedBy']) => (name?.trim() ? name : id)
  return `Started by ${nameOf(startedBy)}${approvedBy ? `, approved by ${nameOf(approvedBy)}` : ''}.`
}

/** Everybody sees what somebody could do; each press is judged. */
function buttonsOf(status: RolloutStatus): RolloutProgressCard['press'] {
  const { rollout } = status
  const possible: RolloutButton[] = possibleCommands(status, somebody)
  // Before a gate, going on is opening the next wave; while it goes on, what failed can wait.
  const isStopped = rollout.state === 'paused' || isOver(rollout)
  const told = possible.filter((button) => isStopped || (button !== 'resume' && button !== 'retry'))
  const isAtRest = isOver(rollout) && status.counts.pending === 0
  const around: RolloutButton[] = isAtRest ? ['plan', 'list'] : ['refresh']
  return Object.fromEntries([...told, ...around].map((button) => [button, pressOf(button, rollout.id)]))
}

const somebody: Actor = { via: 'pressed', id: '', name: null }

function pressOf(button: RolloutButton, rollout: string): Press {
  if (button === 'plan') return { verb: 'rollout' }
  if (button === 'list') return { verb: 'rollout-list' }
  return { verb: button === 'refresh' ? 'rollout-show' : `rollout-${button}`, rollout }
}
