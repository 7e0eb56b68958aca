import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'

type Entity = Record<string, unknown>

export type Answered = {
  status: number
  headers: Headers
  text: string
  body: Entity
  /** Items of a list. */
  value: Entity[]
  error: { code?: string; message?: string }
}

export type Ask = { token?: string | null; version?: string; headers?: Record<string, string>; signal?: AbortSignal }

/** Asks a sandbox as any HTTP client would. Paths start after the version and are sent as they stand. */
export type Graph = {
  get(path: string, ask?: Ask): Promise<Answered>
  post(path: string, body?: unknown, ask?: Ask): Promise<Answered>
  follow(url: unknown, ask?: Ask): Promise<Answered>
}

/** A sandbox for one test, without throttling unless the test is about that. */
export async function withSandbox(
  use: (sandbox: Sandbox, graph: Graph) => Promise<void>,
  options: SandboxOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({ limits: noLimits(), ...options })
  try {
    await use(sandbox, graphAt(sandbox.url))
  } finally {
    await sandbox.close()
  }
}

export function graphAt(url: string): Graph {
  const at = (path: string, { version = 'v1.0' }: Ask) => `${url}/${version}${path}`
  return {
    get: (path, ask = {}) => send(at(path, ask), { method: 'GET' }, ask),
    post: (path, body, ask = {}) => send(at(path, ask), withBody(body), ask),
    follow: (link, ask = {}) => send(String(link), { method: 'GET' }, ask),
  }
}

function withBody(body: unknown): RequestInit {
  if (body === undefined) return { method: 'POST' }
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { method: 'POST', body: text, headers: { 'content-type': 'application/json' } }
}

async function send(
  url: string,
  init: RequestInit,
  { token = 'sandbox-app', headers, signal }: Ask,
): Promise<Answered> {
  const authorization: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` }
  const all = { ...Object.fromEntries(new Headers(init.headers)), ...authorization, ...headers }
  const response = await fetch(url, { ...init, headers: all, ...(signal ? { signal } : {}) })
  const text = await response.text()
  const body = parse(text)
  const value = Array.isArray(body['value']) ? body['value'] : []
  return { status: response.status, headers: response.headers, text, body, value, error: body['error'] ?? {} }
}

function parse(text: string): Entity {
  try {
    return JSON.parse(text)
  } catch {
    return {}
  }
}

export const signedIn = (who: 'alice' | 'bob' | 'carol' | 'dave' | 'erin' | 'grace') => `sandbox-user:${acmeIds[who]}`

/** Where the assistant is installed in Acme: what every route of an installation starts with. */
export const teamApps = `/teams/${acmeIds.team}/installedApps`
export const chatApps = `/chats/${encodeURIComponent(acmeIds.groupChat)}/installedApps`
export const meetingApps = `/chats/${encodeURIComponent(acmeIds.meetingChat)}/installedApps`
export const aliceApps = `/users/${acmeIds.alice}/teamwork/installedApps`
export const myApps = '/me/teamwork/installedApps'

const placeOf: Record<string, string> = {
  [teamApps]: acmeIds.team,
  [chatApps]: acmeIds.groupChat,
  [meetingApps]: acmeIds.meetingChat,
  [aliceApps]: acmeIds.alice,
  [myApps]: acmeIds.alice,
}

/** `/…/installedApps/{id of the assistant's installation there}` */
export function assistantIn(apps: string, appId: string = acmeIds.assistant): string {
  return `${apps}/${encodeURIComponent(installationId(placeOf[apps] ?? '', appId))}`
}

/** What the newest version of the assistant asks for. */
export function consentFor(sandbox: Sandbox): object {
  return { consentedPermissionSet: { resourceSpecificPermissions: requiredBy(sandbox) } }
}

export function requiredBy(sandbox: Sandbox) {
  const definitions = sandbox.tenant.catalog[0]?.definitions ?? []
  return definitions.find(({ version }) => version === '1.10.0')?.permissions ?? []
}

/** The assistant's installation in the team, as state. */
export function teamInstallation(sandbox: Sandbox) {
  const installation = sandbox.tenant.teams[0]?.installations[0]
  if (!installation) throw new Error('Acme has an installation in its team')
  return installation
}

/** The catalog's entry of the assistant, as state. */
export function assistantOf(sandbox: Sandbox) {
  const app = sandbox.tenant.catalog[0]
  if (!app) throw new Error('Acme has the assistant in its catalog')
  return app
}
