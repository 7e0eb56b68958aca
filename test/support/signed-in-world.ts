import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { identityHeader, identityPath } from '../../src/sandbox/sign-in/managed-identity.ts'
import { assertionAudience } from '../../src/sandbox/sign-in/registration.ts'
import { selfSignedCertificate } from '../../src/sandbox/sign-in/self-signed-certificate.ts'
import { type BotProcess, startBotProcess } from './bot-process.ts'
import { alice, bob, grace } from './bot-under-test.ts'
import { startTeams } from './teams.ts'

export type SignedInWorld = Awaited<ReturnType<typeof startSignedInWorld>>

/** Everything around a bot that believes nobody and is believed by nobody without a token; the bot is a process of its own. */
export async function startSignedInWorld({ clientSecret = 'a secret', ...options }: Options = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), 'signed-in-'))
  const [ca, app] = [selfSignedCertificate(), selfSignedCertificate()]
  const file = (name: string) => path.join(folder, name)
  await writeFile(file('ca.pem'), ca.certificate)
  await writeFile(file('app.pem'), app.certificate + app.privateKey)
  const bots: (BotProcess & { id: string })[] = []
  const sandbox = await startSandbox({
    ...options,
    signIn: {
      appId: acmeIds.botApp,
      clientSecret,
      certificate: app.certificate,
      tls: ca,
      bot: () => bots.at(-1) ?? { id: acmeIds.botApp, url: 'http://127.0.0.1:1' },
    },
  })
  const teams = await startTeams({
    tenantId: acmeIds.tenant,
    people: [alice, bob, grace],
    teamGroupIds: { [acmeIds.teamInternal]: acmeIds.team },
  })
  // The channel signs what it is given, and hands it on.
  teams.connectTo(`${sandbox.url}/_sandbox/channel`)
  const lines: string[] = []
  const identity = { IDENTITY_ENDPOINT: `${sandbox.url}${identityPath}`, IDENTITY_HEADER: identityHeader }
  return {
    sandbox,
    teams,
    /** A file that goes with the world. */
    file,
    appPem: app.certificate + app.privateKey,
    /** Whatever the bot wrote. */
    lines,
    /** The settings of each way to prove itself. */
    credentials: {
      'a secret': { AZURE_CLIENT_SECRET: clientSecret },
      'a certificate': { AZURE_CLIENT_CERTIFICATE_PATH: file('app.pem') },
      'a workload identity': { AZURE_FEDERATED_TOKEN_FILE: file('federated') },
      'a managed identity that vouches for the app': {
        MANAGED_IDENTITY_CLIENT_ID: '88888888-8888-4888-8888-888888888888',
        ...identity,
      },
      'a managed identity in the bot’s place': {
        BOT_ID: '77777777-7777-4777-8777-777777777777',
        BOT_TYPE: 'UserAssignedMSI',
        AZURE_CLIENT_ID: acmeIds.botApp,
        ...identity,
      },
    } satisfies Record<string, Record<string, string>>,
    async startBot(settings: Record<string, string>) {
      await writeFile(file('federated'), await workloadToken(sandbox.url))
      const bot = await startBotProcess(
        {
          BOT_ID: acmeIds.botApp,
          BOT_TYPE: 'SingleTenant',
          BOT_TENANT_ID: acmeIds.tenant,
          BOT_OPENID_METADATA: `${sandbox.url}/_sandbox/channel/.well-known/openidconfiguration`,
          BOT_LOGIN_URL: sandbox.loginUrl ?? '',
          BOT_SERVICE_HOSTS: '127.0.0.1',
          AZURE_AUTHORITY_HOST: sandbox.loginUrl ?? '',
          GRAPH_BASE_URL: sandbox.url,
          TEAMS_APP_ID: acmeIds.assistantManifest,
          TAB_CLIENT_ID: acmeIds.botApp,
          TAB_OPENID_METADATA: `${sandbox.url}/_sandbox/issuer/.well-known/openid-configuration`,
          // No upgrade minds a store that is away, and these tests do not wait for one.
          DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
          DATA_DIR: file('data'),
          NODE_EXTRA_CA_CERTS: file('ca.pem'),
          ...settings,
        },
        (line) => lines.push(line),
      )
      bots.push({ ...bot, id: settings['BOT_ID'] ?? acmeIds.botApp })
      return bot
    },
    async until(condition: () => boolean) {
      const deadline = performance.now() + 90_000
      while (!condition()) {
        if (performance.now() > deadline) throw new Error(`it never happened; the bot wrote ${lines.join('\n')}`)
        await sleep(20)
      }
    },
    async stop() {
      await Promise.all(bots.map((bot) => bot.stop()))
      await teams.close()
      await sandbox.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

type Options = Omit<SandboxOptions, 'signIn'> & { clientSecret?: string }

/** What a platform would put into the file: the same issuer's word for a workload. */
async function workloadToken(sandboxUrl: string): Promise<string> {
  const url = `${sandboxUrl}${identityPath}?resource=${encodeURIComponent(assertionAudience)}&client_id=workload`
  const answer = await fetch(url, { headers: { 'x-identity-header': identityHeader } })
  const { access_token: token }: { access_token?: string } = Object(await answer.json())
  return token ?? ''
}
