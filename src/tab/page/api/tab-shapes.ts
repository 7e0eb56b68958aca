import type { UpdateKind } from '../../../installations/installation-status.ts'
import type { Permission, PermissionDiff } from '../../../installations/permission-set.ts'
import type { UpgradeOutcome } from '../../../installations/upgrade-outcome.ts'

/** One installed app of the place, as the tab's API lists it. Versions are null where Graph does not tell. */
export type ListedApp = {
  id: string
  app: { id: string; externalId: string | null; name: string }
  version: string | null
  latestVersion: string | null
  update: UpdateKind
  permissions: PermissionDiff
}

/** `wasSent`: whether Graph was asked to upgrade before it failed; with `failed` only, and not where nobody knows. */
export type ToldOutcome = UpgradeOutcome & { wasSent?: boolean }

export type HistoryEntry = {
  id: string
  /** ISO 8601, UTC. */
  at: string
  actor: { via: 'typed' | 'pressed' | 'tab' | 'rollout' | 'terminal'; name: string | null }
  appName: string | null
  outcome: UpgradeOutcome
  requestId: string | null
}

export type HistoryPage = { entries: HistoryEntry[]; next: string | null }

/** The permissions of a place's newest version, exactly as shown: what a yes is to. */
export function askedFor({ added, kept }: PermissionDiff): Permission[] {
  return [...added, ...kept]
}

const outcomeKinds: Record<UpgradeOutcome['kind'], true> = {
  upgraded: true,
  accepted: true,
  'already-latest': true,
  'needs-consent': true,
  'not-installed': true,
  refused: true,
  'try-later': true,
  failed: true,
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

/** The server is ours: these hold off a proxy's page or an older server, not an attacker. */
export function isAppList(body: unknown): body is { installations: ListedApp[] } {
  return isRecord(body) && Array.isArray(body['installations']) && body['installations'].every(isListedApp)
}

function isListedApp(value: unknown): boolean {
  return isRecord(value) && typeof value['id'] === 'string' && isRecord(value['app']) && isRecord(value['permissions'])
}

export function isOutcome(body: unknown): body is ToldOutcome {
  return isRecord(body) && typeof body['kind'] === 'string' && Object.hasOwn(outcomeKinds, body['kind'])
}

export function isHistoryPage(body: unknown): body is HistoryPage {
  return isRecord(body) && Array.isArray(body['entries']) && body['entries'].every(isHistoryEntry)
}

function isHistoryEntry(value: unknown): boolean {
  return isRecord(value) && typeof value['at'] === 'string' && isRecord(value['actor']) && isOutcome(value['outcome'])
}

export type OutcomeEvent = { installationId: string; outcome: ToldOutcome }

export function isOutcomeEvent(body: unknown): body is OutcomeEvent {
  return isRecord(body) && typeof body['installationId'] === 'string' && isOutcome(body['outcome'])
}
