import type { Actor } from '../installations/audit-log.ts'
import type { RefusalReason, UpgradeOutcome } from '../installations/upgrade-outcome.ts'
import { shownVersion } from './shown-name.ts'

/** How an upgrade ended, in the fewest words: for a row of a list. */
export function outcomeWords(outcome: UpgradeOutcome): string {
  switch (outcome.kind) {
    case 'upgraded':
      return upgradedWords(outcome)
    case 'accepted':
      return 'Accepted; the new version was not visible yet'
    case 'already-latest':
      return `Up to date already, version ${outcome.version}`
    case 'needs-consent':
      return 'Asks for new permissions; nothing was changed'
    case 'not-installed':
      return 'Not found here'
    case 'refused':
      return refusedWords(outcome.reason)
    case 'try-later':
      return 'Put off: Microsoft Graph was busy'
    case 'failed':
      return 'Failed; no upgrade was seen'
  }
}

function refusedWords(reason: RefusalReason): string {
  if (reason === 'not-allowed-person') return 'Refused: the person may not'
  return reason === 'missing-permission' ? 'Refused: this bot lacks a permission' : 'Refused by Microsoft Graph'
}

function upgradedWords({ missing, lost }: Extract<UpgradeOutcome, { kind: 'upgraded' }>): string {
  const lacking = [
    ...(missing.length > 0 ? [`${missing.length} not granted`] : []),
    ...(lost.length > 0 ? [`${lost.length} lost`] : []),
  ]
  return lacking.length > 0 ? `Upgraded, but permissions are missing: ${lacking.join(', ')}` : 'Upgraded'
}

/** `1.0.0 → 1.1.0`, or null for endings that know of no versions. */
export function versionsOf(outcome: UpgradeOutcome): string | null {
  return 'from' in outcome ? `${shownVersion(outcome.from)} → ${shownVersion(outcome.to)}` : null
}

/** Who caused an upgrade, and how, where it was not in the conversation itself. */
export function actorWords({ via, id, name }: Actor): string {
  const who = name?.trim() ? name : id
  switch (via) {
    case 'typed':
    case 'pressed':
      return who
    case 'tab':
      return `${who}, in the tab`
    case 'rollout':
      return `${who}, by a rollout`
    case 'terminal':
      return `${who}, from a terminal`
  }
}
