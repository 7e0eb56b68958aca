import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { selfSignedCertificate } from '../../src/sandbox/sign-in/self-signed-certificate.ts'

export type StandIn = {
  /** For a program whose hosts are written into it. */
  env: Record<string, string>
  close(): Promise<void>
}

const hosts = ['graph.microsoft.com', 'login.microsoftonline.com']

/** A proxy that leads Microsoft's two hosts to the sandbox, with a certificate that only this run's peers believe. */
export async function standInForGraph(sandboxUrl: string): Promise<StandIn> {
  const { certificate, privateKey } = selfSignedCertificate(hosts)
  const folder = await mkdtemp(join(tmpdir(), 'bench-peers-'))
  const authority = join(folder, 'ca.pem')
  await writeFile(authority, certificate)
  const secure = createSecureServer({ key: privateKey, cert: certificate }, (incoming, response) =>
    forward(incoming, response, sandboxUrl),
  )
  const securePort = await listen(secure)
  const proxy = createServer()
  proxy.on('connect', (_request, client) => {
    const server = connect(securePort, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n')
      server.pipe(client)
      client.pipe(server)
    })
    server.on('error', () => client.destroy())
    client.on('error', () => server.destroy())
  })
  const port = await listen(proxy)
  return {
    env: {
      HOME: folder,
      HTTPS_PROXY: `http://127.0.0.1:${port}`,
      NODE_EXTRA_CA_CERTS: authority,
      CLIMICROSOFT365_NOUPDATE: '1',
    },
    async close() {
      for (const server of [secure, proxy]) {
        server.close()
        server.closeAllConnections()
      }
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port)
    }),
  )
}

function forward(incoming: IncomingMessage, response: ServerResponse, sandboxUrl: string): void {
  if (incoming.url?.includes('/oauth2/')) {
    incoming.resume()
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ token_type: 'Bearer', expires_in: 3_600, access_token: tokenLike() }))
    return
  }
  const { host: _, ...headers } = incoming.headers
  const asked = request(new URL(incoming.url ?? '/', sandboxUrl), {
    method: incoming.method,
    headers: { ...headers, authorization: 'Bearer sandbox-app' },
  })
  asked.on('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers)
    answered.pipe(response)
  })
  asked.on('error', () => response.destroy())
  incoming.pipe(asked)
}

/** The CLI reads the claims and checks no signature. */
function tokenLike(): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url')
  const claims = {
    aud: 'https://graph.microsoft.com',
    oid: '1111',
    tid: '2222',
    idtyp: 'app',
    app_displayname: 'bench',
    upn: 'bench',
  }
  return `${part({ alg: 'none' })}.${part(claims)}.x`
}
