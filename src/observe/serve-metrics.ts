import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { BlockList, isIPv6 } from 'node:net'
import type { Server } from 'restify'
import type { Logger } from '../log.ts'

export type MetricsParts = {
  text(): Promise<string>
  /** Whoever shows it may look from anywhere; null: only who comes from this network and through no proxy. */
  token: string | null
  log: Pick<Logger, 'info'>
}

/** `GET /metrics`. It stands on the bot's own server, which the internet reaches, so it looks at who asks. */
export function mountMetrics(server: Pick<Server, 'get'>, { text, token, log }: MetricsParts): void {
  const isNear = nearness()
  server.get('/metrics', async (request: IncomingMessage, response: ServerResponse) => {
    const mayLook = token === null ? isDirect(request) && isNear(request) : isShown(request, token)
    if (!mayLook) log.info({ withToken: token !== null }, 'metrics were not shown to who asked')
    const body = mayLook ? await text() : JSON.stringify({ error: 'forbidden' })
    response.writeHead(mayLook ? 200 : 403, {
      'content-type': mayLook ? 'text/plain; version=0.0.4; charset=utf-8' : 'application/json',
      'content-length': Buffer.byteLength(body),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    response.end(body)
  })
}

const forwardingHeaders = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via', 'x-arr-ssl']

/** What a proxy brings from outside says so. */
function isDirect({ headers }: IncomingMessage): boolean {
  return forwardingHeaders.every((name) => headers[name] === undefined)
}

/** From this machine or its private network: RFC 1918, RFC 6598 (pods of some clusters), RFC 4193. */
function nearness(): (request: IncomingMessage) => boolean {
  const near = new BlockList()
  const networks = [
    ['127.0.0.0', 8],
    ['10.0.0.0', 8],
    ['172.16.0.0', 12],
    ['192.168.0.0', 16],
    ['100.64.0.0', 10],
  ] as const
  for (const [network, prefix] of networks) near.addSubnet(network, prefix, 'ipv4')
  near.addAddress('::1', 'ipv6')
  near.addSubnet('fc00::', 7, 'ipv6')
  return ({ socket: { remoteAddress = '' } }) => near.check(remoteAddress, isIPv6(remoteAddress) ? 'ipv6' : 'ipv4')
}

/** Compared as hashes, so that neither length nor first difference shows in the time it takes. */
function isShown({ headers }: IncomingMessage, token: string): boolean {
  const hashed = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hashed(headers.authorization ?? ''), hashed(`Bearer ${token}`))
}
