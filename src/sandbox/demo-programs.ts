import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import { acmeIds } from './acme.ts'
import type { Program } from './child-processes.ts'
import { appCertificateFile, type PreparedSignIn, trustedFile } from './sign-in/prepare-sign-in.ts'

export type DemoPorts = { sandbox: number; bot: number; playground: number; tab: number }

/** The folder holds what the Playground reads and writes; nothing of it lands in the checkout. */
export type DemoSetting = {
  ports: DemoPorts
  /** The manifest id. */
  appId: string
  /** The Entra app of bot and tab. */
  clientId: string
  tenantId: string
  folder: string
  /** Null: the bot has no registration, and whoever reaches it on this machine is believed. */
  signIn: PreparedSignIn | null
  env: NodeJS.ProcessEnv
}

/**
 * What a program needs from the machine, and the settings a person may sensibly change for the sandbox.
 * Everything else stays outside: a `BOT_ID` or `AZURE_CLIENT_SECRET` of another project would turn the sandbox's bot
 * into one that wants Microsoft's tokens, and an HTTP proxy would be asked for addresses on this machine.
 */
const PASSED_ON = [
  ...['PATH', 'Path', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'TERM'],
  ...['SystemRoot', 'SYSTEMROOT', 'windir', 'ComSpec', 'PATHEXT', 'APPDATA', 'LOCALAPPDATA', 'USERPROFILE', 'USERNAME'],
  ...['LOG_LEVEL', 'METRICS', 'PERSON_LIMIT', 'UPGRADE_POLICY', 'CONSENT_NOTE', 'SANDBOX_WORLD'],
]

const ROOT = resolve(import.meta.dirname, '../..')

/** The sandbox tenant: Microsoft Graph on loopback. */
export function sandboxProgram({ ports, env, signIn }: DemoSetting): Omit<Program, 'onLine'> {
  const signingIn = signIn && {
    SANDBOX_SIGN_IN_FOLDER: signIn.folder,
    SANDBOX_SIGN_IN_PORT: String(signIn.port),
    BOT_URL: `http://127.0.0.1:${ports.bot}`,
  }
  return {
    name: 'sandbox',
    args: [join(ROOT, 'src/sandbox/main.ts')],
    env: { ...passedOn(env), SANDBOX_PORT: String(ports.sandbox), ...signingIn },
    cwd: ROOT,
  }
}

/** The bot as `npm run serve` starts it, with the sandbox as its Graph. */
export function botProgram(setting: DemoSetting): Omit<Program, 'onLine'> {
  const { ports, appId, clientId, folder, env } = setting
  const sandbox = `http://127.0.0.1:${ports.sandbox}`
  return {
    name: 'bot',
    args: [join(ROOT, 'src/index.ts')],
    env: {
      LOG_LEVEL: 'warn',
      ...passedOn(env),
      HOST: '127.0.0.1',
      PORT: String(ports.bot),
      GRAPH_BASE_URL: sandbox,
      ...identityOf(setting),
      TEAMS_APP_ID: appId,
      TAB_CLIENT_ID: clientId,
      ROLLOUT_ADMINS: acmeIds.alice,
      TAB_OPENID_METADATA: `${sandbox}/_sandbox/issuer/.well-known/openid-configuration`,
      // The sandbox forgets everything when it stops, so the bot's memory of it goes too.
      DATA_DIR: join(folder, 'data'),
    },
    cwd: ROOT,
  }
}

/** Registered, it is set up as in a tenant, with a certificate; only the addresses are those of this machine. */
function identityOf({ signIn, clientId, tenantId, ...setting }: DemoSetting): Record<string, string> {
  if (!signIn) return { GRAPH_CREDENTIAL: 'sandbox' }
  const authority = `https://localhost:${signIn.port}`
  return {
    BOT_ID: clientId,
    BOT_TYPE: 'SingleTenant',
    BOT_TENANT_ID: tenantId,
    BOT_OPENID_METADATA: `http://127.0.0.1:${setting.ports.sandbox}/_sandbox/channel/.well-known/openidconfiguration`,
    BOT_LOGIN_URL: authority,
    BOT_SERVICE_HOSTS: 'localhost,127.0.0.1',
    AZURE_AUTHORITY_HOST: authority,
    AZURE_CLIENT_CERTIFICATE_PATH: appCertificateFile(signIn),
    NODE_EXTRA_CA_CERTS: trustedFile(signIn),
  }
}

/** Where a Teams client sends activities: to the bot, or to who signs them first. */
export function activitiesUrl({ ports, signIn }: Pick<DemoSetting, 'ports' | 'signIn'>): string {
  return signIn
    ? `http://127.0.0.1:${ports.sandbox}/_sandbox/channel/api/messages`
    : `http://127.0.0.1:${ports.bot}/api/messages`
}

/** Local Teams around the tab. The page itself is the bot's, built before `npm start` comes here. */
export function tabProgram({ ports, env }: DemoSetting): Omit<Program, 'onLine'> {
  return {
    name: 'tab',
    args: ['--disable-warning=ExperimentalWarning', join(ROOT, 'src/sandbox/parent-frame.ts')],
    env: {
      ...passedOn(env),
      PARENT_FRAME_PORT: String(ports.tab),
      SANDBOX_URL: `http://127.0.0.1:${ports.sandbox}`,
      BOT_URL: `http://127.0.0.1:${ports.bot}`,
    },
    cwd: ROOT,
  }
}

/** Microsoft's local Teams client; it takes `.m365agentsplayground.yml` from the folder. */
export function playgroundProgram(setting: DemoSetting): Omit<Program, 'onLine'> {
  const { ports, folder, env } = setting
  const cli = createRequire(import.meta.url).resolve('@microsoft/m365agentsplayground/cli.js')
  return {
    name: 'playground',
    args: [
      ...[cli, 'start', '--app-endpoint', activitiesUrl(setting)],
      ...['--channel-id', 'msteams', '--port', String(ports.playground), '--disable-telemetry'],
    ],
    env: { ...passedOn(env), TEAMSAPPTESTER_BROWSER: 'none', M365_AGENTS_PLAYGROUND_LOGFILE: playgroundLog(folder) },
    cwd: folder,
  }
}

/** Without a terminal the Playground writes its errors to this file and nowhere else. */
export function playgroundLog(folder: string): string {
  return join(folder, 'playground.log')
}

function passedOn(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
}
