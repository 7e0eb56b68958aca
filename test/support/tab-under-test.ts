import type { Permission } from '../../src/installations/permission-set.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { anyPort } from '../../src/sandbox/free-port.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { application, type Tenant } from '../../src/sandbox/tenant.ts'
import { type Options, startBot } from './bot-under-test.ts'

export type TabUnderTest = Awaited<ReturnType<typeof startTab>>

export type TabAnswer = { status: number; headers: Headers; body: Record<string, unknown>; text: string }

/** The whole application with its tab signed in to by the sandbox's own issuer; everything over real HTTP. */
export async function startTab({ env = {}, ...options }: Options = {}) {
  // Known beforehand, because the application is told where the issuer is before the sandbox has started.
  const port = options.port ?? (await anyPort())
  const issuer = `http://127.0.0.1:${port}/_sandbox/issuer`
  const bot = await startBot({
    ...options,
    port,
    env: {
      TAB_CLIENT_ID: acmeIds.botApp,
      TAB_OPENID_METADATA: `${issuer}/.well-known/openid-configuration`,
      ...env,
    },
  })
  const tokens = new Map<string, string>()
  const tokenOf = async (userId: string, more: { lifeSeconds?: number } = {}): Promise<string> => {
    const key = JSON.stringify([userId, more])
    const known = tokens.get(key)
    if (known) return known
    const response = await fetch(`${issuer}/tab-token`, { method: 'POST', body: JSON.stringify({ userId, ...more }) })
    const { token }: { token?: string } = Object(await response.json())
    if (!token) throw new Error(`no token for ${userId}`)
    tokens.set(key, token)
    return token
  }
  const send = async (method: string, path: string, ask: Ask = {}): Promise<TabAnswer> => {
    const token = 'token' in ask ? ask.token : await tokenOf(ask.as ?? acmeIds.alice)
    const response = await fetch(`${bot.url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(ask.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...ask.headers,
      },
      ...(ask.body === undefined ? {} : { body: typeof ask.body === 'string' ? ask.body : JSON.stringify(ask.body) }),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parse(text) }
  }
  return {
    ...bot,
    issuer,
    tokenOf,
    get: (path: string, ask?: Ask) => send('GET', path, ask),
    post: (path: string, body?: unknown, ask: Ask = {}) => send('POST', path, { ...ask, body }),
    send,
  }
}

/** The assistant's newest version asks for one permission more than is consented, and for one less. */
export function askForMore({ catalog }: Tenant, name = 'ChannelMessage.Read.Group'): Permission[] {
  const newest = catalog
    .find(({ id }) => id === acmeIds.assistant)
    ?.definitions.find(({ version }) => version === '1.10.0')
  if (newest) newest.permissions = [...newest.permissions.slice(1), application(name)]
  return newest?.permissions ?? []
}

export type Ask = { as?: string; token?: string | null; body?: unknown; headers?: Record<string, string> }

/** Graph's ids of the assistant's installations. */
export const installed = {
  me: installationId(acmeIds.alice, acmeIds.assistant),
  team: installationId(acmeIds.team, acmeIds.assistant),
  group: installationId(acmeIds.groupChat, acmeIds.assistant),
  meeting: installationId(acmeIds.meetingChat, acmeIds.assistant),
}

export const api = {
  me: '/api/tab/me',
  team: `/api/tab/teams/${acmeIds.team}`,
  group: `/api/tab/chats/${encodeURIComponent(acmeIds.groupChat)}`,
  meeting: `/api/tab/chats/${encodeURIComponent(acmeIds.meetingChat)}`,
}

export const upgradePath = (place: keyof typeof api, id = installed[place]) =>
  `${api[place]}/installations/${encodeURIComponent(id)}/upgrade`

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    return {}
  }
}
