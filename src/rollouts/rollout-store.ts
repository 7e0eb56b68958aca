import type { Actor } from '../installations/audit-log.ts'
import type { Rollout } from './rollout.ts'
import type {
  ClaimedTarget,
  Counts,
  KnownInstallation,
  LastAnswer,
  PlaceKind,
  PlaceRef,
  Target,
  TargetEnd,
  TargetState,
} from './target.ts'

/** Where planning goes on; opaque to the store. Null: at the beginning. */
export type PlanCursor = Record<string, unknown> | null

/** What was read from one cursor, and the one after it. */
export type PlannedPage = { places: PlaceRef[]; from: PlanCursor; to: PlanCursor }

export type NewRollout = Omit<Rollout, 'total'> & {
  /** Kinds of places that it is for, in the order in which they are listed; none where the targets come as a list. */
  kinds: PlaceKind[]
  /** Where listing them begins: past all of them where the bot's own record is enough. */
  cursor: PlanCursor
}

/** What a decision about a rollout rests on, read in the same transaction that carries it out. */
export type RolloutFacts = {
  /** Whether there are targets that are no end yet, in all and within the open waves. */
  hasPending: boolean
  hasPendingInOpen: boolean
  /** Refused and failed ones, not counting those an operator forgave. */
  failures: number
  /** Another rollout of the same app that is under way, where this one is over (dry runs disturb nobody). */
  otherUnderWay: string | null
}

export type RolloutPatch = Partial<
  Pick<
    Rollout,
    | 'state'
    | 'reason'
    | 'openWaves'
    | 'generation'
    | 'forgiven'
    | 'credentialPauses'
    | 'gateOpensAt'
    | 'throttledUntil'
    | 'approvedBy'
    | 'startedAt'
    | 'endedAt'
    | 'pinned'
  >
> & {
  /** Refused and failed targets are pending again, their attempts counted from 0. */
  retryFailed?: true
}

/** A run of positions: `from` is the first, `to` is after the last. */
export type Slice = { rolloutId: string; from: number; to: number }

/** How a claimed target goes back to the queue, where there is more to say of it than that. */
export type Returned = PlaceRef & {
  /** Not before so many seconds; null: at once. */
  afterSeconds: number | null
  /** The attempt that marked it as sent, where it is certain that nothing was: the mark goes. */
  unsentAttempt?: number
  /** What Graph said last of a request that was sent. */
  said?: LastAnswer
}

export type FinishedTarget = PlaceRef & {
  end: TargetEnd
  posts: number
  known: Omit<KnownInstallation, 'seenAt'> | null
  /** Of this attempt, for the audit. */
  actor: Actor
  correlationId: string
}

export type TargetQuery = {
  states: TargetState[] | null
  /** Part of an id. */
  search: string | null
  limit: number
  /** `next` of the page before. */
  after: string | null
}

/**
 * Rollouts in the database, shared by all workers. Every method rejects when the store cannot be used; then no target is
 * begun, because nothing would remember it.
 */
export type RolloutStore = {
  create(rollout: NewRollout): Promise<void>
  /** Takes back one that never began. */
  discard(id: string): Promise<void>
  get(id: string): Promise<Rollout | null>
  /** Newest first. */
  list(tenantId: string, limit: number): Promise<Rollout[]>
  /** Those that are not over, or were aborted and still have pending targets, whatever their tenant. */
  underWay(): Promise<Rollout[]>
  /** Reads the facts and changes the rollout in one transaction; nobody else decides meanwhile. Null changes nothing. */
  change(id: string, decide: (rollout: Rollout, facts: RolloutFacts) => RolloutPatch | null): Promise<Rollout | null>

  planning(id: string): Promise<{ kinds: PlaceKind[]; cursor: PlanCursor } | null>
  /** Adds places that are not in it yet. `skipped`: they are left out on purpose. */
  addTargets(id: string, places: PlaceRef[], options?: { skipped?: string }): Promise<void>
  /**
   * Adds the places of a page and moves the cursor, both or neither, where the rollout is still planned in this generation
   * and from this cursor. False, and nothing is written: it was stopped, or somebody else plans it too and was faster.
   */
  addPage(planned: Pick<Rollout, 'id' | 'generation'>, page: PlannedPage): Promise<boolean>
  /** Adds the places that the bot knows the app to be in; 0 Graph calls. */
  addKnownPlaces(id: string, kinds: PlaceKind[]): Promise<void>
  /** Gives every target its place in the queue: as added, or mixed so that the first wave is a fair sample. While planning only. */
  order(id: string, how: 'given' | 'mixed'): Promise<void>

  counts(id: string): Promise<Counts>
  /**
   * Pending targets of a slice that no other job under way has, now claimed by `jobId`. The claims of a job whose process
   * died hold until its queue notices: ten seconds and a look.
   */
  claim(slice: Slice, jobId: string): Promise<ClaimedTarget[]>
  /** Written before the request that changes something. */
  markSent(id: string, target: PlaceRef & Pick<ClaimedTarget, 'attempts'>, from: string | null): Promise<void>
  /** Records the end, the audit entry and what is known of the place, all or nothing. */
  finish(rollout: Rollout, target: FinishedTarget): Promise<void>
  /** Gives back what `jobId` holds, all of it. */
  release(id: string, jobId: string, returned: Returned[]): Promise<void>
  /** What is pending in a slice, and when the soonest of it is due. */
  rest(slice: Slice): Promise<{ pending: number; dueInSeconds: number }>
  /** Slices of `size` that hold pending targets, within the first `until` positions. */
  pendingSlices(id: string, options: { size: number; until: number }): Promise<Slice[]>
  /**
   * The first `most` of them with targets that could be begun now; where there are none, the first ones of all, so that
   * what waits for its time or for another job has one that looks again.
   */
  nextSlices(id: string, options: { size: number; until: number; most: number }): Promise<Slice[]>
  /** Pending ones that nobody works on, and that nothing was sent for, become `skipped` or `superseded`. */
  skipPending(id: string, end: { state: 'skipped' | 'superseded'; detail: string }): Promise<void>

  targets(id: string, query: TargetQuery): Promise<{ targets: Target[]; next: string | null }>
  /** Targets that ended in the last `seconds`. */
  endedWithin(id: string, seconds: number): Promise<number>
  /** When Graph had asked to wait while it ran, as far as the workers said so. */
  throttles(id: string): Promise<{ from: Date; until: Date }[]>
  /** Done and failed by time, for a chart: ends per bucket of `bucketSeconds`. */
  timeline(id: string, bucketSeconds: number): Promise<{ at: Date; done: number; failed: number }[]>
}
