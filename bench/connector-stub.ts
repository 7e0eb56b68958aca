import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type ConnectorStub = {
  serviceUrl: string
  /** The last reply as it came in, and how many there were. */
  lastReply(): { body: string; count: number }
  close(): void
}

/** Teams' side of a conversation: takes every reply and gives it an id. Shared by all bots that are measured. */
export async function startConnectorStub(): Promise<ConnectorStub> {
  let [body, count] = ['', 0]
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      body = Buffer.concat(chunks).toString()
      count++
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"id":"1700000000000"}')
    })
  })
  server.keepAliveTimeout = 60_000
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    serviceUrl: `http://127.0.0.1:${port}/`,
    lastReply: () => ({ body, count }),
    close() {
      server.close()
      server.closeAllConnections()
    },
  }
}
