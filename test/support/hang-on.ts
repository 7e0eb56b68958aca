import { type Fault, faultOn } from '../../src/sandbox/faults.ts'

/** Longer than a test may take: whoever waits for it has failed. */
const longestMs = 600_000

/** Graph's silence for as long as a test wants it, so that no test depends on how fast its machine is. */
export function hangOn(match: Fault['match'], times = 1): { fault: Fault; goOn: () => void } {
  const over = new AbortController()
  return { fault: faultOn(match, { kind: 'hang', ms: longestMs, until: over.signal }, times), goOn: () => over.abort() }
}
