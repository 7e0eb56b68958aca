import type { Pace } from '../../src/graph/pace.ts'

/** Settings for a sandbox that does not limit anything. */
export const unpaced = { GRAPH_REQUESTS_PER_SECOND: '10000', GRAPH_PLACE_WINDOW_MS: '1' }

/** Nobody waits. */
export const noPace: Pace = {
  turn: async () => ({ kind: 'go', ended: () => undefined }),
  throttledUntil: () => null,
}
