import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate that vouches for itself, for these hosts and 127.0.0.1, made anew at every call. PEM texts. */
export function selfSignedCertificate(hosts: string[] = ['localhost']): { certificate: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const hour = 3_600_000
  const name = seq(set(seq(oid('550403'), text('localhost'))))
  const validity = seq(time(Date.now() - hour), time(Date.now() + 24 * hour))
  const hostNames = hosts.map((host) => der(0x82, Buffer.from(host)))
  const names = seq(...hostNames, der(0x87, Buffer.from([127, 0, 0, 1])))
  const extensions = seq(
    seq(oid('551d11'), der(0x04, names)),
    seq(oid('551d13'), der(0x01, Buffer.from([0xff])), der(0x04, seq(der(0x01, Buffer.from([0xff]))))),
  )
  const content = seq(
    der(0xa0, integer(2)),
    integer(1),
    sha256WithRsa,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  )
  const signature = der(0x03, Buffer.concat([Buffer.from([0]), sign('sha256', content, privateKey)]))
  const body = seq(content, sha256WithRsa, signature)
    .toString('base64')
    .replace(/.{64}(?=.)/g, '$&\n')
  return {
    certificate: `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----\n`,
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  }
}

/** One element of X.690's distinguished encoding. */
function der(tag: number, content: Buffer): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

const seq = (...parts: Buffer[]) => der(0x30, Buffer.concat(parts))
const set = (...parts: Buffer[]) => der(0x31, Buffer.concat(parts))
const integer = (value: number) => der(0x02, Buffer.from([value]))
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'))
const text = (value: string) => der(0x0c, Buffer.from(value))
const time = (ms: number) =>
  der(0x18, Buffer.from(new Date(ms).toISOString().replace(/\.\d+/, '').replace(/[-:T]/g, '')))
const sha256WithRsa = seq(oid('2a864886f70d01010b'), der(0x05, Buffer.alloc(0)))
