import type { RolloutStatus } from '../rollouts/read-rollout.ts'
import type { PauseReason, Rollout } from '../rollouts/rollout.ts'
import { countedPlaces, numberWords } from './rollout-words.ts'
import { shownVersion } from './shown-name.ts'

/** Why a rollout does not go on, and what to do; nothing where it goes on. */
export function explainPause({ rollout, counts, opensInSeconds }: RolloutStatus): string[] {
  switch (rollout.state) {
    case 'paused':
      return rollout.reason ? pauseLines(rollout.reason) : []
    case 'waiting':
      return ['This wave ended within the error budget. “Open next wave” goes on.']
    case 'awaiting-approval':
      return [
        `${countedPlaces(rollout.total)} would be upgraded, so a second admin has to press Approve. Who started it cannot.`,
      ]
    case 'aborted':
      return counts.skipped > 0
        ? [`${countedPlaces(counts.skipped)} stay at their version. What was upgraded stays upgraded.`]
        : []
    case 'running':
      return opensInSeconds > 0 ? windowLines(rollout) : []
    case 'planning':
    case 'ended':
      return []
  }
}

/** A time of day, so that the card stays as it is until then. */
function windowLines({ settings: { window } }: Rollout): string[] {
  return window
    ? [`Upgrades are sent from ${window.from} to ${window.to} (${window.timeZone}); until then it waits.`]
    : []
}

function pauseLines(reason: PauseReason): string[] {
  switch (reason.kind) {
    case 'operator':
      return ['An admin paused it, so nothing more is sent. “Resume” goes on where it stopped.']
    case 'error-budget':
      return [
        `${countedPlaces(reason.failures)} failed, and ${numberWords(reason.allowed)} may.`,
        'See why below. “Retry failed” tries these again; “Resume” goes on in spite of them.',
      ]
    case 'superseded':
      return supersededLines(reason)
    case 'credential':
      return [
        'Microsoft Graph does not let this bot go on, and every other place would end the same:',
        reason.detail,
        'When an admin has mended that, “Resume” goes on.',
      ]
    case 'planning-failed':
      return ['The places could not be listed:', reason.detail, '“Resume” tries it again.']
  }
}

function supersededLines(reason: Extract<PauseReason, { kind: 'superseded' }>): string[] {
  if (reason.version === null) {
    return [
      'No version of the app is published in your catalog any more, so nothing more is sent.',
      'When it is published again, “Resume” goes on; or abort this rollout.',
    ]
  }
  const newest = `Version ${shownVersion(reason.version)} is the newest by now, and Microsoft Graph upgrades to the newest only.`
  return reason.asksForMore
    ? [
        newest,
        'It asks for other permissions than those you agreed to: abort this rollout, then plan a new one.',
        '“Resume” goes on once the newest version asks for the same as before.',
      ]
    : [newest, 'It asks for the same permissions: “Resume” goes on with that version.']
}
