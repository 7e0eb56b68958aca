import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

/** One request to the sandbox: what tests judge the product by. */
export type JournalEntry = {
  /** Milliseconds, by the sandbox's clock. */
  at: number
  method: string
  /** As received, decoded, with its query, without the version. */
  path: string
  /** `/teams/{id}/installedApps/{id}/upgrade`; `unknown` for what Graph would not know either. */
  route: string
  /** Who asked; null without a known token. */
  token: { kind: 'application'; appId: string } | { kind: 'delegated'; appId: string; userId: string } | null
  /** `dropped` until an answer was sent, and for good when none was. */
  status: number | 'dropped'
  requestId: string
  clientRequestId: string | null
  body: unknown
  /** The change of version that was made, whatever was answered. */
  effect: { from: string; to: string } | null
  /** The kind of the fault that was played. */
  fault: string | null
}

export function journalEntry(request: IncomingMessage, path: string, at: number): JournalEntry {
  const clientRequestId = request.headers['client-request-id']
  return {
    at,
    method: request.method ?? 'GET',
    path: decode(path),
    route: 'unknown',
    token: null,
    status: 'dropped',
    requestId: randomUUID(),
    clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : null,
    body: null,
    effect: null,
    fault: null,
  }
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '))
  } catch {
    return path
  }
}
