import type { ServerResponse } from 'node:http'
import type { JournalEntry } from './journal.ts'
import type { Reply } from './route.ts'

const json = 'application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8'

/** A body that is text already is sent as it stands. `entry` gets the status: this is the moment it was answered. */
export function sendReply(response: ServerResponse, reply: Reply, entry?: JournalEntry): void {
  if (response.destroyed) return
  const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body)
  const type = text === undefined ? {} : { 'content-type': json }
  response.writeHead(reply.status, { 'cache-control': 'no-store', ...type, ...idsOf(entry), ...reply.headers })
  response.end(text)
  if (entry) entry.status = reply.status
}

function idsOf(entry: JournalEntry | undefined): Record<string, string> {
  if (!entry) return {}
  const echoed = entry.clientRequestId ?? entry.requestId
  const date = new Date(entry.at).toUTCString()
  return { 'request-id': entry.requestId, 'client-request-id': echoed, 'odata-version': '4.0', date }
}
