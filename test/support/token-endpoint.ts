import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { text } from 'node:stream/consumers'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { selfSignedCertificate } from '../../src/sandbox/sign-in/self-signed-certificate.ts'
import type { Tenant } from '../../src/sandbox/tenant.ts'
import { startTokenIssuer } from './token-issuer.ts'

export type TokenEndpoint = Awaited<ReturnType<typeof startTokenEndpoint>>

/**
 * Entra's token endpoint over https on loopback, for client credentials: signed tokens with these application
 * permissions, which the sandbox tenant then knows. The secret `wrong` is refused as Entra does.
 */
export async function startTokenEndpoint(tenant: Tenant, token: { roles: string[]; appId?: string }) {
  const { roles, appId = acmeIds.botApp } = token
  const folder = await mkdtemp(path.join(tmpdir(), 'token-endpoint-'))
  const { certificate, privateKey } = selfSignedCertificate()
  await writeFile(path.join(folder, 'ca.pem'), certificate)
  const issuer = await startTokenIssuer()
  const asked: string[] = []
  const give = async (form: URLSearchParams) => {
    asked.push(form.get('scope') ?? '')
    if (form.get('client_secret') === 'wrong') return wrongSecret
    const claims = { appid: appId, tid: acmeIds.tenant, roles, azp: undefined, scp: undefined, name: undefined }
    const jwt = await issuer.mint({ claims })
    tenant.tokens[jwt] = { kind: 'application', appId, roles }
    return { status: 200, body: { token_type: 'Bearer', expires_in: 3_600, access_token: jwt } }
  }
  const server = createServer({ cert: certificate, key: privateKey }, async (request, response) => {
    const form = new URLSearchParams(await text(request))
    const { status, body } = request.method === 'GET' ? { status: 200, body: metadata(url) } : await give(form)
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `https://localhost:${typeof address === 'object' ? address?.port : 0}`
  return {
    url,
    /** The scopes of every request. */
    asked,
    /** What a process needs to get its tokens here. */
    settings: {
      NODE_EXTRA_CA_CERTS: path.join(folder, 'ca.pem'),
      AZURE_AUTHORITY_HOST: url,
      BOT_LOGIN_URL: url,
      BOT_ID: acmeIds.botApp,
      BOT_TENANT_ID: acmeIds.tenant,
      AZURE_CLIENT_SECRET: 'right',
    },
    async close() {
      await issuer.close()
      await new Promise<void>((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      await rm(folder, { recursive: true })
    },
  }
}

function metadata(url: string) {
  const base = `${url}/${acmeIds.tenant}`
  return {
    issuer: `${base}/v2.0`,
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  }
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes, AADSTS7000215. */
const wrongSecret = {
  status: 401,
  body: {
    error: 'invalid_client',
    error_description:
      'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID. Trace ID: 1 Correlation ID: 2 Timestamp: now',
    error_codes: [7000215],
  },
}
