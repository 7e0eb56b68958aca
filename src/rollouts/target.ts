import type { Permission } from '../installations/permission-set.ts'
import type { Scope } from '../installations/scope.ts'
import type { RefusalReason } from '../installations/upgrade-outcome.ts'

export type PlaceKind = 'team' | 'chat' | 'user'

/** A place by its kind and Graph's id. */
export type PlaceRef = { kind: PlaceKind; id: string }

/** Every state but `pending` is an end. `accepted`: Graph said yes, and nobody has seen the new version yet. */
export const targetStates = [
  'upgraded',
  'accepted',
  'current',
  'gone',
  'needsConsent',
  'refused',
  'superseded',
  'skipped',
  'failed',
  'pending',
] as const

export type TargetState = (typeof targetStates)[number]

/** They add up to the total. */
export type Counts = Record<TargetState, number>

export function noCounts(): Counts {
  return {
    upgraded: 0,
    accepted: 0,
    current: 0,
    gone: 0,
    needsConsent: 0,
    refused: 0,
    superseded: 0,
    skipped: 0,
    failed: 0,
    pending: 0,
  }
}

/** How one target ended, with what proves it. */
export type TargetEnd = {
  state: Exclude<TargetState, 'pending'>
  from: string | null
  to: string | null
  granted: Permission[]
  missing: Permission[]
  lost: Permission[]
  reason: RefusalReason | null
  detail: string | null
  requestId: string | null
}

/** One place of a rollout as reports show it. `at` is when it ended; the `to` of a pending one is not known yet. */
export type Target = PlaceRef &
  Omit<TargetEnd, 'state'> & {
    state: TargetState
    /** Looks at it, deferred ones counted. */
    attempts: number
    /** State-changing requests that were sent. */
    posts: number
    at: Date | null
  }

/** What the bot remembers of a place and an app without asking Graph. */
export type KnownInstallation = {
  installationId: string
  version: string | null
  consented: Permission[] | null
  seenAt: Date
}

export type LastAnswer = { detail: string; requestId: string | null }

/** A target as a worker takes it. */
export type ClaimedTarget = PlaceRef & {
  attempts: number
  posts: number
  /** Set when a request was sent, or may have been, that is not known to have ended well; and what Graph said to it. */
  sent: { at: Date; from: string | null; said: LastAnswer | null } | null
  known: KnownInstallation | null
}

export function scopeOf({ kind, id }: PlaceRef): Scope {
  switch (kind) {
    case 'team':
      return { kind, teamId: id }
    case 'chat':
      return { kind, chatId: id }
    case 'user':
      return { kind, userId: id }
  }
}
