import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import { handmade, type TokenIssuer } from './token-issuer.ts'

const shared = (text: string) => new TextEncoder().encode(text)

/**
 * Tokens that nobody should take, whatever they are for: what is wrong is their form, their signature or their time.
 * `of`: the issuer whose good tokens they are made of, asked for only when one is made.
 */
export function forgedTokens(of: () => TokenIssuer): Record<string, () => Promise<string> | string> {
  const header = (changed: Record<string, unknown>) => () => of().mint({ header: changed })
  const claims = (changed: Record<string, unknown>) => () => of().mint({ claims: changed })
  const later = (seconds: number) => of().nowSeconds() + seconds
  const strange = () => of().stranger.privateKey
  const forgedHead = async (head: object) => {
    const [, , signature] = (await of().mint()).split('.')
    return handmade(head, of().goodClaims(), signature)
  }
  const signedBy = async (alg: 'RS512' | 'PS256') => {
    const { privateKey } = await generateKeyPair(alg)
    return new SignJWT(of().goodClaims()).setProtectedHeader({ alg, kid: 'good' }).sign(privateKey)
  }
  return {
    'no token': () => '',
    'something that is no token': () => 'hello',
    'two parts': () => 'a.b',
    'five parts': () => 'a.b.c.d.e',
    'parts that are no JSON': () => 'YWJj.YWJj.YWJj',
    'parts that are null': () => 'bnVsbA.bnVsbA.AAAA',
    'very many letters': () => `${'a'.repeat(4_000)}.${'b'.repeat(4_000)}.c`,
    'alg none': () => new UnsecuredJWT(of().goodClaims()).encode(),
    'alg None in other letters': () => handmade({ alg: 'nOnE', typ: 'JWT', kid: 'good' }, of().goodClaims()),
    'alg none with a signature': () => handmade({ alg: 'none', kid: 'good' }, of().goodClaims(), 'AAAA'),
    'no alg': () => handmade({ typ: 'JWT', kid: 'good' }, of().goodClaims(), 'AAAA'),
    'HS256 with the public key as the secret': () =>
      of().mint({ header: { alg: 'HS256' }, key: shared(of().publicPem) }),
    'HS256 with the key’s modulus as the secret': () =>
      of().mint({ header: { alg: 'HS256' }, key: shared(String(of().keys[0]?.n)) }),
    RS512: () => signedBy('RS512'),
    PS256: () => signedBy('PS256'),
    'no signature': async () => (await of().mint()).replace(/[^.]+$/, ''),
    'a signature with one letter changed': async () => flipLast(await of().mint()),
    'another’s signature': () => of().mint({ key: strange() }),
    'claims changed after signing': async () => {
      const [head, , signature] = (await of().mint()).split('.')
      const changed = Buffer.from(JSON.stringify({ ...of().goodClaims(), more: 1 })).toString('base64url')
      return `${head}.${changed}.${signature}`
    },
    'an unknown kid': header({ kid: 'other' }),
    'no kid': header({ kid: undefined }),
    'a kid that is a path': header({ kid: '../../../../dev/null' }),
    'a kid that is an address': header({ kid: 'http://evil.example/keys' }),
    'a kid that is SQL': header({ kid: "good' OR '1'='1" }),
    'its own key in the header': async () =>
      of().mint({ header: { jwk: await exportJWK(of().stranger.publicKey), kid: 'mine' }, key: strange() }),
    'a jku of its own': () => of().mint({ header: { jku: `${of().url}/evil-keys`, kid: 'mine' }, key: strange() }),
    'an x5u of its own': () => of().mint({ header: { x5u: `${of().url}/evil-cert`, kid: 'mine' }, key: strange() }),
    'an x5c of its own': () => of().mint({ header: { x5c: ['MIIB'], kid: 'good' }, key: strange() }),
    'a crit nobody knows': () => forgedHead({ alg: 'RS256', kid: 'good', crit: ['whatever'], whatever: true }),
    'an unencoded payload': () => forgedHead({ alg: 'RS256', kid: 'good', crit: ['b64'], b64: false }),
    'expired an hour ago': () => of().mint({ claims: { exp: later(-3_600) } }),
    'no end': claims({ exp: undefined }),
    'an end that is a text': claims({ exp: '9999999999' }),
    'not valid for an hour': () => of().mint({ claims: { nbf: later(3_600) } }),
    'no audience': claims({ aud: undefined }),
    'no issuer': claims({ iss: undefined }),
  }
}

export function flipLast(token: string): string {
  const at = token.length - 5
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)
}
