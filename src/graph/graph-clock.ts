import type { Answer } from '../installations/answer.ts'

/**
 * Milliseconds by which this machine's clock is ahead of Graph's, to about a second: by the `Date` header of any answer,
 * and a refusal for want of a token is one too.
 */
export async function readClockLead(root: URL, timeoutMs: number): Promise<Answer<number>> {
  const startedAt = Date.now()
  try {
    const response = await fetch(root, { redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) })
    await response.body?.cancel()
    const graphTime = Date.parse(response.headers.get('date') ?? '')
    const requestId = response.headers.get('request-id')
    if (Number.isNaN(graphTime)) return { kind: 'failed', detail: 'Graph’s answer has no date', requestId }
    // The header has no fractions of a second, so half of one is the best guess.
    return { kind: 'ok', value: (startedAt + Date.now()) / 2 - (graphTime + 500), requestId }
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const detail = `No answer from Graph: ${cause instanceof Error ? cause.message || cause.name : String(cause)}`
    return { kind: 'doubtful', detail, retryAfterSeconds: null, requestId: null }
  }
}
