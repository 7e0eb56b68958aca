import { withCorrelation } from './correlation.ts'

/**
 * Every metric there is. Labels are words of closed sets: no id of a person, a place, an app or a tenant is ever one.
 * Names follow https://prometheus.io/docs/practices/naming/.
 */
export const counters = {
  upgrades: {
    name: 'upgrade_bot_upgrades_total',
    help: 'Upgrades by how they ended, how they were asked for, and why they were refused.',
    labels: ['outcome', 'via', 'reason'],
  },
  targets: {
    name: 'upgrade_bot_rollout_targets_total',
    help: 'Places that rollouts are done with, those of dry runs too, by how they ended.',
    labels: ['outcome'],
  },
  graphRequests: {
    name: 'upgrade_bot_graph_requests_total',
    help: 'Requests to Microsoft Graph by route and status; no-token and no-turn were never sent.',
    labels: ['method', 'route', 'status'],
  },
  graphWait: {
    name: 'upgrade_bot_graph_pace_wait_seconds_total',
    help: 'Seconds that requests to Microsoft Graph stood in line for the pace.',
    labels: [],
  },
} as const satisfies Record<string, Metric>

export const histograms = {
  graphDuration: {
    name: 'upgrade_bot_graph_request_duration_seconds',
    help: 'What Microsoft Graph took to answer, without the time in line.',
    labels: ['method', 'route'],
  },
  turnDuration: {
    name: 'upgrade_bot_turn_duration_seconds',
    help: 'From what a person asked until the answer was there.',
    labels: ['via', 'command'],
  },
} as const satisfies Record<string, Metric>

export const gauges = {
  pendingTargets: {
    name: 'upgrade_bot_rollout_targets_pending',
    help: 'Places that rollouts still have to look at, by the state of their rollout; its window may be closed.',
    labels: ['state'],
  },
  throttledSeconds: {
    name: 'upgrade_bot_graph_throttled_seconds',
    help: 'How much longer Microsoft Graph asked this process to wait.',
    labels: [],
  },
  databaseUp: {
    name: 'upgrade_bot_database_up',
    help: 'Whether the database answers; absent as long as nobody needed it.',
    labels: [],
  },
} as const satisfies Record<string, Metric>

export type Metric = { name: string; help: string; labels: readonly string[] }

type Labels<M extends Metric> = Record<M['labels'][number], string>

export type Observation<M extends Metric> = { value: number; labels: Labels<M> }

/** Attributes of a span: as with labels, words and ids of requests, never of people or places. */
export type Attributes = Record<string, string | number | boolean>

export type Note = (attributes: Attributes) => void

/** What the product tells of itself while it works; metrics and traces listen where they are switched on. */
export type Telemetry = {
  count<K extends keyof typeof counters>(key: K, labels: Labels<(typeof counters)[K]>, by?: number): void
  /** In seconds. */
  record<K extends keyof typeof histograms>(key: K, labels: Labels<(typeof histograms)[K]>, seconds: number): void
  /** `read` is asked whenever somebody looks. */
  watch<K extends keyof typeof gauges>(key: K, read: () => Promise<Observation<(typeof gauges)[K]>[]>): void
  /**
   * Work that has a name; the spans within it become its parts. `note` adds what is known only later. What the work
   * rejects with passes through.
   */
  span<T>(name: string, attributes: Attributes, work: (note: Note) => Promise<T>): Promise<T>
  /** The same for what has ended just now and took so long. */
  spanEnded(name: string, attributes: Attributes, durationMs: number): void
}

/** Nobody listens. */
export const silentTelemetry: Telemetry = {
  count: () => undefined,
  record: () => undefined,
  watch: () => undefined,
  span: (_name, _attributes, work) => work(() => undefined),
  spanEnded: () => undefined,
}

type Turn = { via: 'typed' | 'pressed' | 'tab'; command: string; correlationId: string }

/** What one person asked, from the asking to the answer. Null is the end of a stream, whose length says nothing. */
export async function observeTurn<T>(telemetry: Telemetry, turn: Turn, work: () => Promise<T>): Promise<T> {
  const { via, command, correlationId } = turn
  const startedMs = performance.now()
  const answer = await withCorrelation(correlationId, () => telemetry.span('turn', turn, work))
  if (answer !== null) telemetry.record('turnDuration', { via, command }, (performance.now() - startedMs) / 1000)
  return answer
}
