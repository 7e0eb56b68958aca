import { randomUUID } from 'node:crypto'
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose'

/** The one key that everybody's tokens of a sandbox are signed with: what sets them apart is what they say. */
export type Keys = {
  kid: string
  privateKey: CryptoKey
  publicKey: CryptoKey
  published: JWK
  /** Told of every token. */
  onToken(token: string): void
}

/** Made when first needed, which most sandboxes never do. */
export function createKeys(onToken: Keys['onToken'] = () => undefined): () => Promise<Keys> {
  let making: Promise<Keys> | null = null
  return () => {
    making ??= makeKeys(onToken)
    return making
  }
}

async function makeKeys(onToken: Keys['onToken']): Promise<Keys> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const kid = randomUUID()
  return { kid, privateKey, publicKey, published: { ...(await exportJWK(publicKey)), kid, use: 'sig' }, onToken }
}

/** A token of these claims that counts from now on for so long. */
export async function signToken(
  claims: JWTPayload,
  { kid, privateKey, onToken }: Keys,
  lifeSeconds: number,
): Promise<string> {
  const nowSeconds = Math.floor(Date.now() / 1000)
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid })
    .setIssuedAt(nowSeconds)
    .setNotBefore(nowSeconds)
    .setExpirationTime(nowSeconds + lifeSeconds)
    .sign(privateKey)
  onToken(token)
  return token
}
