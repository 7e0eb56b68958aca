import { type IncomingMessage, request, type ServerResponse } from 'node:http'

/**
 * Hands a request on to the bot and its answer back, streams included. The tab then has its parent's origin, which
 * teams-js accepts without being told, so the page needs no setting for local use that production would have to forbid.
 */
export function forwardRequest(incoming: IncomingMessage, response: ServerResponse, to: URL): void {
  const { method, headers, url } = incoming
  const onward = request(new URL(url ?? '/', to), { method, headers: { ...headers, host: to.host } }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers)
    answer.pipe(response)
  })
  onward.on('error', () => {
    if (response.headersSent) return response.destroy()
    response.writeHead(502, { 'content-type': 'text/plain' })
    response.end('The bot does not answer.')
  })
  response.on('close', () => onward.destroy())
  incoming.pipe(onward)
}
