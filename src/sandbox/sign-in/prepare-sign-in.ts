import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { selfSignedCertificate } from './self-signed-certificate.ts'
import type { SignInOptions } from './start-sign-in.ts'

/** What the programs of one run share so that they can trust one another; it ends with the run. */
export type PreparedSignIn = {
  /** Of the https server that plays Entra. */
  port: number
  folder: string
}

const files = { ca: 'ca.pem', caKey: 'ca-key.pem', app: 'app.pem' }

/** For `NODE_EXTRA_CA_CERTS` of whoever talks to the sandbox's Entra. */
export const trustedFile = ({ folder }: PreparedSignIn) => join(folder, files.ca)

/** Certificate and private key of the bot's Entra app. */
export const appCertificateFile = ({ folder }: PreparedSignIn) => join(folder, files.app)

/** Makes throw-away certificates: one for https, one for the app. */
export async function prepareSignIn(folder: string, port: number): Promise<PreparedSignIn> {
  await mkdir(folder, { mode: 0o700 })
  const [tls, app] = [selfSignedCertificate(), selfSignedCertificate()]
  const secret = { mode: 0o600 }
  await writeFile(join(folder, files.ca), tls.certificate)
  await writeFile(join(folder, files.caKey), tls.privateKey, secret)
  await writeFile(join(folder, files.app), app.certificate + app.privateKey, secret)
  return { port, folder }
}

/** The sandbox's half of it. */
export async function readSignIn(
  { folder, port }: PreparedSignIn,
  bot: { id: string; url: string },
): Promise<SignInOptions> {
  const read = (name: string) => readFile(join(folder, name), 'utf8')
  const [certificate, privateKey, app] = await Promise.all([read(files.ca), read(files.caKey), read(files.app)])
  return {
    ...{ appId: bot.id, clientSecret: null, certificate: app },
    tls: { certificate, privateKey },
    port,
    bot: () => bot,
  }
}
