import type { ServerResponse } from 'node:http'
import type { UpgradeProgress } from '../installations/ask-upgrade.ts'
import type { Scope } from '../installations/scope.ts'
import { outcomeBody } from './outcome-body.ts'
import type { ProgressHub } from './progress-hub.ts'

export type EventStream = {
  place: { tenantId: string; scope: Scope; personId: string }
  /** When the token that opened it ends; who may watch is asked anew after that, and every few minutes. */
  expiresAtMs: number
}

const heartbeatMs = 15_000
const longestMs = 5 * 60 * 1000
/** What a client that has stopped reading may leave in our memory. */
const mostUnreadBytes = 64 * 1024

/**
 * Server-sent events (https://html.spec.whatwg.org/multipage/server-sent-events.html) of one place: `started`, and
 * `outcome` for each upgrade that ended there, whoever asked and however. Resolves when the stream has ended; false when
 * there was no room for it and nothing was sent.
 */
export function streamEvents(response: ServerResponse, hub: ProgressHub, stream: EventStream): Promise<boolean> {
  const ended = Promise.withResolvers<boolean>()
  const leave = hub.watch(stream.place, {
    onProgress: (progress) => send(response, toEvent(progress)),
    onClose: () => response.end(),
  })
  if (!leave) return Promise.resolve(false)
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // Proxies that gather answers before they pass them on are asked not to.
    'x-accel-buffering': 'no',
  })
  send(response, ': connected\n\n')
  const heartbeat = setInterval(() => send(response, ': still here\n\n'), heartbeatMs)
  const end = setTimeout(() => response.end(), Math.min(longestMs, Math.max(0, stream.expiresAtMs - Date.now())))
  response.once('close', () => {
    clearInterval(heartbeat)
    clearTimeout(end)
    leave()
    ended.resolve(true)
  })
  return ended.promise
}

function send(response: ServerResponse, text: string): void {
  if (response.writableEnded || response.destroyed) return
  if (response.writableLength > mostUnreadBytes) response.destroy()
  else response.write(text)
}

function toEvent(progress: UpgradeProgress): string {
  const { app, actor } = progress
  const common = { app: app.id, at: new Date().toISOString(), actor: { via: actor.via, name: actor.name } }
  if (progress.kind === 'started') return eventText('started', common)
  const { installationId, appName } = progress
  return eventText('outcome', { ...common, installationId, appName, outcome: outcomeBody(progress) })
}

/** JSON has no line breaks of its own, so one `data` line holds it. */
function eventText(name: string, data: object): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}
