import type { AskUpgrade } from '../installations/ask-upgrade.ts'
import type { AuditLog } from '../installations/audit-log.ts'
import type { UpgradePolicy } from '../installations/authority.ts'
import type { AppReference } from '../installations/installed-apps.ts'
import type { ListParts } from '../installations/list-apps.ts'
import type { TenantDirectory } from '../installations/tenant-directory.ts'
import type { Logger } from '../log.ts'
import type { Rollouts } from '../rollouts/create-rollouts.ts'
import type { GroupMembership } from '../rollouts/place-directory.ts'
import type { RolloutSettings } from '../rollouts/rollout.ts'
import type { RolloutAsked } from '../rollouts/start-rollout.ts'
import type { Telemetry } from '../telemetry.ts'
import type { TurnLimit } from '../turn-limit.ts'
import type { Problem } from './problems.ts'
import type { ProgressHub } from './progress-hub.ts'
import type { TabPerson } from './read-person.ts'

type GetToken = (options: { fresh: boolean }) => Promise<string>

/** One tenant as the tab's routes need it: with the application's token, or for a person with their own. */
export type TabTenant = Omit<ListParts, 'isOwnApp'> & {
  directory: TenantDirectory
  groups: GroupMembership
  asPerson(getToken: GetToken): Pick<ListParts, 'installedApps' | 'mayManageOthers'>
}

/** A person's own token for Graph, or why there is none. */
export type PersonTokenAnswer =
  | { kind: 'token'; token: string }
  | { kind: 'consent-required' }
  | { kind: 'interaction-required'; claims: string | null }
  /** The sign-in service does not take the tab's token any more. */
  | { kind: 'assertion-refused' }
  | { kind: 'unavailable'; detail: string }

export type GetPersonToken = (
  person: { tenantId: string; userId: string; assertion: string },
  options: { fresh: boolean },
) => Promise<PersonTokenAnswer>

/** Rollouts as the tab uses them. */
export type TabRollouts = Omit<Rollouts, 'work' | 'wait'> & {
  /** ROLLOUT_ADMINS, in lower case. */
  admins: readonly string[]
  /** What holds for every rollout here unless it is said otherwise. */
  usual: Pick<RolloutAsked, 'source'> & Pick<RolloutSettings, 'window' | 'verify'> & { approvalAbove: number | null }
}

export type TabParts = {
  log: Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>
  telemetry: Telemetry
  /** Requests under way at once, everybody's, the bot's commands among them. */
  turnLimit: TurnLimit
  tenant(tenantId: string): TabTenant
  personToken: GetPersonToken
  /** The same as the bot's, so that both share flights and audit. */
  askUpgrade: AskUpgrade
  auditLog: Pick<AuditLog, 'history'>
  onStoreTrouble(error: unknown): void
  progress: ProgressHub
  rollouts: TabRollouts
  /** The app that this tab belongs to. */
  ownApp: AppReference
  policy: UpgradePolicy
  /** Somebody is there: what takes seconds to open may be opened now. */
  onUse(): void
  /** Work that should end before the process does. */
  inBackground(work: Promise<unknown>): void
}

/** One request of a person who is signed in. Nothing in it but `person` is more than a claim of the client. */
export type TabRequest = {
  person: TabPerson
  /** The token that says who they are; for the exchange alone. */
  assertion: string
  place: ClaimedPlace
  /** An installation's id out of the path; empty where the route has none. */
  installationId: string
  /** A rollout's id and a word to it out of the path; empty as well. */
  rolloutId: string
  commandName: string
  query: URLSearchParams
  body: unknown
  correlationId: string
  /** Gives the place among those under way back at once: for what is longer than one answer, and has limits of its own. */
  leave(): void
}

export type ClaimedPlace = { kind: 'me' } | { kind: 'team' | 'chat'; id: string }

export type TabReply = { kind: 'ok'; body: unknown } | { kind: 'problem'; problem: Problem }

export const ok = (body: unknown): TabReply => ({ kind: 'ok', body })

export const problem = (one: Problem): { kind: 'problem'; problem: Problem } => ({ kind: 'problem', problem: one })
