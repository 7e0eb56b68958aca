import { type Fault, faultOn } from '../../src/sandbox/faults.ts'
import type { Sandbox } from '../../src/sandbox/sandbox.ts'

/** Longer than a test may take: whoever waits for it has failed. */
export const longestMs = 600_000

/** Graph says nothing to the next matching requests for as long as a test wants it, however fast the machine is. @returns what lets them go on. */
export function hangOn(sandbox: Sandbox, match: Fault['match'] = {}, times = 1): () => void {
  const over = new AbortController()
  sandbox.addFault(faultOn(match, { kind: 'hang', ms: longestMs, until: over.signal }, times))
  return () => over.abort()
}
