import { type Config, readConfig } from '../../src/config.ts'

export type Env = Record<string, string | undefined>

export const botId = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'
export const appId = 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'
export const tenantId = '11111111-1111-4111-8111-111111111111'
export const otherTenantId = '99999999-9999-4999-8999-999999999999'

export const sandbox = { GRAPH_CREDENTIAL: 'sandbox', GRAPH_BASE_URL: 'http://127.0.0.1:3979' }
export const secret = { AZURE_CLIENT_SECRET: 'canary-secret' }
export const registered = { BOT_ID: botId, BOT_TYPE: 'SingleTenant', BOT_TENANT_ID: tenantId }
export const production = { ...registered, TEAMS_APP_ID: appId, ...secret }

export function configOf(env: Env): Config {
  const read = readConfig(env)
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
  return read.config
}

export function problemsOf(env: Env): string[] {
  const read = readConfig(env)
  return read.kind === 'invalid' ? read.problems : []
}

export function warningsOf(env: Env): string[] {
  const read = readConfig(env)
  return read.kind === 'ok' ? read.warnings : ['invalid']
}

export const namesIn = (lines: string[]) => lines.map((line) => line.split(':')[0]).sort()
