import { createPublicKey, X509Certificate } from 'node:crypto'
import { decodeProtectedHeader, jwtVerify } from 'jose'
import type { Keys } from './keys.ts'

/** The Entra app of the bot, and how it may prove itself. */
export type Registration = {
  appId: string
  /** Null: there is none. */
  clientSecret: string | null
  /** A PEM text; null: there is none. */
  certificate: string | null
}

/** The audience of assertions that identities make for an app (page "Workload identity federation"). */
export const assertionAudience = 'api://AzureADTokenExchange'

/** Whether a request for a token comes from the app that it names. */
export async function isClient(form: URLSearchParams, registration: Registration, keys: Keys): Promise<boolean> {
  if (form.get('client_id') !== registration.appId) return false
  const secret = form.get('client_secret')
  if (secret !== null) return registration.clientSecret !== null && secret === registration.clientSecret
  const assertion = form.get('client_assertion') ?? ''
  return (await isOfCertificate(assertion, registration)) || (await isFederated(assertion, keys))
}

/** https://learn.microsoft.com/entra/identity-platform/certificate-credentials */
async function isOfCertificate(assertion: string, { certificate, appId }: Registration): Promise<boolean> {
  if (certificate === null) return false
  try {
    const { 'x5t#S256': thumbprint } = decodeProtectedHeader(assertion)
    const known = new X509Certificate(certificate)
    const expected = Buffer.from(known.fingerprint256.replaceAll(':', ''), 'hex').toString('base64url')
    if (thumbprint !== expected) return false
    const key = createPublicKey(known.publicKey.export({ type: 'spki', format: 'pem' }))
    await jwtVerify(assertion, key, {
      algorithms: ['PS256'],
      issuer: appId,
      subject: appId,
      requiredClaims: ['exp'],
      // MSAL rounds the time, so its assertions may begin half a second from now; Entra takes five minutes.
      clockTolerance: 300,
    })
    return true
  } catch {
    return false
  }
}

async function isFederated(assertion: string, { publicKey }: Keys): Promise<boolean> {
  try {
    await jwtVerify(assertion, publicKey, { audience: assertionAudience, requiredClaims: ['exp'] })
    return true
  } catch {
    return false
  }
}
