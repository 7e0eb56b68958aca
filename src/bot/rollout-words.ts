import { isOver, type Rollout } from '../rollouts/rollout.ts'
import type { Counts, PlaceKind, TargetState } from '../rollouts/target.ts'

const numbers = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 })

/** `1,234` */
export function numberWords(count: number): string {
  return numbers.format(count)
}

const kinds: Record<PlaceKind, [one: string, many: string]> = {
  team: ['team', 'teams'],
  chat: ['group or meeting chat', 'group and meeting chats'],
  user: ['person', 'people'],
}

/** `1 team`, `20 people` */
export function placesWords(kind: PlaceKind, count: number): string {
  return `${numberWords(count)} ${kinds[kind][count === 1 ? 0 : 1]}`
}

export function countedPlaces(count: number): string {
  return `${numberWords(count)} ${count === 1 ? 'place' : 'places'}`
}

export type StateWords = { mark: string; label: string }

/** What is well first, then what somebody should look at, then the rest. */
export const statesInOrder: TargetState[] = [
  ...(['upgraded', 'accepted', 'current'] as const),
  ...(['needsConsent', 'refused', 'failed', 'superseded'] as const),
  ...(['gone', 'skipped', 'pending'] as const),
]

export const toldStates: Record<TargetState, StateWords> = {
  upgraded: { mark: '✓', label: 'Upgraded' },
  accepted: { mark: '✓', label: 'Accepted; the new version was not looked for, or is not visible yet' },
  current: { mark: '✓', label: 'Up to date already' },
  needsConsent: { mark: '!', label: 'Waiting for consent' },
  refused: { mark: '✕', label: 'Refused' },
  failed: { mark: '✕', label: 'Failed' },
  superseded: { mark: '!', label: 'Another version is there by now' },
  gone: { mark: '–', label: 'The app is not there any more' },
  skipped: { mark: '–', label: 'Left out' },
  pending: { mark: '…', label: 'Still to come' },
}

/** How a rollout is, in the fewest words. */
export function stateWords({ rollout, counts }: { rollout: Rollout; counts: Counts }): string {
  const failures = counts.refused + counts.failed
  switch (rollout.state) {
    case 'planning':
      return `Looking for the places: ${numberWords(rollout.total)} so far`
    case 'awaiting-approval':
      return 'Waits for the word of a second admin'
    case 'running':
      return `Under way${waveWords(rollout)}`
    case 'waiting':
      return `Waits before the next wave${waveWords(rollout)}`
    case 'paused':
      return 'Paused'
    case 'ended':
      return failures > 0 ? `Done, but ${countedPlaces(failures)} failed` : 'Done'
    case 'aborted':
      return counts.pending > 0 ? 'Aborted; what was sent already is looked after' : 'Aborted'
  }
}

function waveWords({ openWaves, settings }: Rollout): string {
  return openWaves > 0 && settings.waves.length > 1 ? `: wave ${openWaves} of ${settings.waves.length}` : ''
}

/** How far it is: what was left out on purpose is no part of it, what an abort left behind is. */
export function progressOf({ rollout, counts }: { rollout: Rollout; counts: Counts }): { done: number; of: number } {
  const done = rollout.total - counts.pending - counts.skipped
  return { done, of: rollout.state === 'aborted' ? rollout.total : rollout.total - counts.skipped }
}

/** Whether it ended as one hopes. */
export function isWell({ rollout, counts }: { rollout: Rollout; counts: Counts }): boolean {
  return isOver(rollout) && rollout.state === 'ended' && counts.refused + counts.failed === 0
}
