/**
 * `npm run grant -- --app CLIENT_ID [--for teams,chats,…] [--identity PRINCIPAL_ID --tenant TENANT_ID] [--dry-run]`:
 * grants the Entra app what docs/permissions.md lists, by the account that `az login` signed in, or by the token in
 * GRAPH_TOKEN. Takes nothing away, and may be run again. GRAPH_BASE_URL and AZURE_AUTHORITY_HOST name another cloud.
 */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { isLoopbackHost } from '../../src/loopback.ts'
import { type FeatureName, features, isFeatureName, permissionsOf, usualFeatures } from './features.ts'
import { grant, type Line, type Wish } from './grant.ts'
import { openGraph } from './graph.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const env = process.env
const baseUrl = (env['GRAPH_BASE_URL'] || 'https://graph.microsoft.com').replace(/\/$/, '')

async function run(args: string[]): Promise<number> {
  const wish = readWish(args)
  if (typeof wish === 'string') {
    process.stderr.write(`${wish}\n${usage}`)
    return 2
  }
  try {
    const lines = await grant(openGraph(baseUrl, adminToken()), wish)
    process.stdout.write(lines.map(sentence).join(''))
    return 0
  } catch (error) {
    process.stderr.write(`Not everything is granted: ${error instanceof Error ? error.message : String(error)}\n`)
    return 1
  }
}

const usage = `Usage: npm run grant -- --app CLIENT_ID [--for ${Object.keys(features).join(',')}] [--identity PRINCIPAL_ID --tenant TENANT_ID] [--dry-run]\n`

/** A text is what is wrong with the arguments. */
function readWish(args: string[]): Wish | string {
  const values = readArguments(args)
  if (!values) return 'These arguments are not understood.'
  const { app, identity, tenant } = values
  if (!isSafe(baseUrl)) return "GRAPH_BASE_URL must be an https address: an admin's token goes there."
  if (!app || !guid.test(app)) return '--app must be the client id of the Entra app, a GUID.'
  const names = values.for?.split(',') ?? [...usualFeatures]
  const strangers = names.filter((name) => !isFeatureName(name))
  if (strangers.length > 0) return `--for does not know ${strangers.join(', ')}.`
  if (identity && !(guid.test(identity) && tenant && guid.test(tenant))) {
    return '--identity must be the principal id of a managed identity, and --tenant the id of its tenant; both GUIDs.'
  }
  const issuer = `${(env['AZURE_AUTHORITY_HOST'] || 'https://login.microsoftonline.com').replace(/\/$/, '')}/${tenant}/v2.0`
  return {
    appId: app,
    permissions: permissionsOf(names.filter((name): name is FeatureName => isFeatureName(name))),
    identity: identity ? { principalId: identity, issuer } : null,
    isDryRun: values['dry-run'] ?? false,
  }
}

function readArguments(args: string[]) {
  const text = { type: 'string' } as const
  const options = { app: text, for: text, identity: text, tenant: text, 'dry-run': { type: 'boolean' } } as const
  try {
    return parseArgs({ args, options }).values
  } catch {
    return null
  }
}

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol, hostname } = new URL(address)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

/** It may consent for the whole tenant, so it is neither kept nor printed. */
function adminToken(): string {
  const given = env['GRAPH_TOKEN']
  if (given) return given
  const command = ['account', 'get-access-token', '--resource', baseUrl, '--query', 'accessToken', '--output', 'tsv']
  try {
    return execFileSync('az', command, { encoding: 'utf8', shell: process.platform === 'win32' }).trim()
  } catch {
    throw new Error('there is no token. Sign in as an admin with az login, or put a token for Graph into GRAPH_TOKEN.')
  }
}

function sentence({ what, state }: Line): string {
  if (state === 'extra') return `${what}: granted, but none of these features needs it\n`
  return `${what}: ${state}\n`
}

process.exitCode = await run(process.argv.slice(2))
