import { longestLateMs, type PaceState, type SharedPace } from '../rollouts/shared-pace.ts'
import { freshPace } from './pace-state.ts'

/** The budget of one process alone, by its own monotonic clock. */
export function createMemoryPace(now: () => number): SharedPace {
  const rows = new Map<string, { nextMs: number; state: PaceState }>()
  return {
    async reserve({ tenantId, bucket }, { slots, waitedMs, limit, probeMs }) {
      const nowMs = now()
      const key = `${tenantId} ${bucket}`
      const row = rows.get(key) ?? { nextMs: nowMs, state: freshPace(limit, nowMs) }
      rows.set(key, row)
      const sinceMs = nowMs - Math.min(waitedMs, longestLateMs)
      const firstMs = Math.max(sinceMs, row.nextMs, row.state.closedUntilMs)
      if (row.state.closedUntilMs > nowMs) return { slots: 0, firstMs, nowMs, state: row.state }
      const isProbe = slots > 0 && row.state.throttledUntilMs > nowMs
      const granted = isProbe ? 1 : slots
      row.nextMs = firstMs + (granted * 1_000) / Math.min(limit, row.state.perSecond)
      if (isProbe) row.state = { ...row.state, revision: row.state.revision + 1, closedUntilMs: nowMs + probeMs }
      return { slots: granted, firstMs, nowMs, state: row.state }
    },
    async change({ tenantId, bucket }, next) {
      const row = rows.get(`${tenantId} ${bucket}`)
      if (row?.state.revision !== next.revision) return false
      row.state = { ...next, revision: next.revision + 1 }
      return true
    },
  }
}
