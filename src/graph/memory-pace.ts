import type { PaceKey, PaceState, SharedPace } from '../rollouts/shared-pace.ts'
import { freshPace } from './pace-state.ts'

type Begin = (key: PaceKey, limit: number, nowMs: number) => PaceState

/** The budget of one process alone, by its own monotonic clock. */
export function createMemoryPace(
  now: () => number,
  begin: Begin = (_key, limit, nowMs) => freshPace(limit, nowMs),
): SharedPace {
  const rows = new Map<string, { nextMs: number; state: PaceState }>()
  return {
    async reserve(key, { slots, waitedMs, limit, probeMs }) {
      const nowMs = now()
      const row = rows.get(nameOf(key)) ?? { nextMs: nowMs, state: begin(key, limit, nowMs) }
      rows.set(nameOf(key), row)
      const firstMs = Math.max(nowMs - waitedMs, row.nextMs, row.state.closedUntilMs)
      const spacingMs = 1_000 / Math.min(limit, row.state.perSecond)
      if (row.state.closedUntilMs > nowMs) return { slots: 0, firstMs, spacingMs, nowMs, state: row.state }
      const isProbe = slots > 0 && row.state.throttledUntilMs > nowMs
      const granted = isProbe ? 1 : slots
      if (granted > 0) row.nextMs = firstMs + granted * spacingMs
      if (isProbe) row.state = { ...row.state, revision: row.state.revision + 1, closedUntilMs: nowMs + probeMs }
      return { slots: granted, firstMs, spacingMs, nowMs, state: row.state }
    },
    async change(key, next) {
      const row = rows.get(nameOf(key))
      if (row?.state.revision !== next.revision) return false
      row.state = { ...next, revision: next.revision + 1 }
      return true
    },
  }
}

const nameOf = ({ tenantId, bucket }: PaceKey) => `${tenantId} ${bucket}`
