import type { IncomingHttpHeaders } from 'node:http'
import { createServer, type Server } from 'node:https'
import { text } from 'node:stream/consumers'
import type { Reply } from '../route.ts'
import { sendReply } from '../send-reply.ts'
import type { Tenant, Token } from '../tenant.ts'
import { answerChannel, channelRoot } from './channel.ts'
import { createCheckToken } from './check-token.ts'
import { answerEntra, type EntraParts } from './entra.ts'
import type { Keys } from './keys.ts'
import { answerIdentity, identityPath } from './managed-identity.ts'
import type { Registration } from './registration.ts'

export type SignInOptions = Registration & {
  /** Of the https server; any free one unless said. */
  port?: number
  /** What it shows, PEM texts; its clients have to trust the certificate. */
  tls: { certificate: string; privateKey: string }
  /** Who activities are for, and where that is; asked for at every activity. */
  bot(): { id: string; url: string }
}

/** What stands around Graph where nobody is believed without a token. */
export type SignIn = {
  /** `https://localhost:PORT`: the authority of all tokens. */
  url: string
  /** In the place of the sandbox's fixed tokens. */
  checkToken(authorization: string | undefined): Promise<Token | null>
  /** Null for what is not one of these addresses. */
  answer(request: { method: string; url: URL; headers: IncomingHttpHeaders; bodyText: string }): Promise<Reply> | null
  close(): Promise<void>
}

type SignInParts = { tenant: Tenant; keys(): Promise<Keys>; graphOrigin(): string }

/** Entra over https, and Azure Bot Service and a managed identity beside Graph: all of it on this machine, for one app. */
export async function startSignIn(options: SignInOptions, parts: SignInParts): Promise<SignIn> {
  const { appId, clientSecret, certificate, tls, port = 0, bot } = options
  const { tenant, keys, graphOrigin } = parts
  let url = ''
  const entra: EntraParts = { ...parts, registration: { appId, clientSecret, certificate }, origin: () => url }
  const server = createServer({ cert: tls.certificate, key: tls.privateKey }, async (request, response) => {
    const path = new URL(request.url ?? '/', url).pathname
    const form = new URLSearchParams(await text(request))
    sendReply(response, await answerEntra({ method: request.method ?? 'GET', path, form }, entra))
  })
  url = `https://localhost:${await listen(server, port)}`
  return {
    url,
    checkToken: createCheckToken({ tenant, keys, graphOrigin, issuer: () => `${url}/${tenant.id}/v2.0` }),
    answer(request) {
      const { pathname } = request.url
      if (pathname.startsWith(`${channelRoot}/`)) return answerChannel(request, { bot, keys })
      if (pathname !== identityPath) return null
      return answerIdentity(request.url, request.headers, { tenantId: tenant.id, keys })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
