import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { cloudOfAuthority, clouds } from '../../src/clouds.ts'
import { isLoopbackHost } from '../../src/loopback.ts'
import { type FeatureName, features, isFeatureName, permissionsOf, usualFeatures } from './features.ts'
import { grant, type Line, type Wish } from './grant.ts'
import { openGraph } from './graph.ts'

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

type Environment = Record<string, string | undefined>
type Said = { code: number; stdout: string; stderr: string }

/** The whole command but for printing. @returns the exit code: 0 all is granted, 1 not all is, 2 the arguments are wrong. */
export async function runGrant(args: string[], env: Environment): Promise<Said> {
  const baseUrl = withoutSlash(env['GRAPH_BASE_URL'] || 'https://graph.microsoft.com')
  if (!isSafe(baseUrl)) return refused("GRAPH_BASE_URL must be an https address: an admin's token goes there.")
  const wish = readWish(args, withoutSlash(env['AZURE_AUTHORITY_HOST'] || 'https://login.microsoftonline.com'))
  if (typeof wish === 'string') return refused(wish)
  try {
    const lines = await grant(openGraph(baseUrl, env['GRAPH_TOKEN'] || tokenOfAz(baseUrl, env)), wish)
    return { code: 0, stdout: lines.map(sentence).join(''), stderr: '' }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { code: 1, stdout: '', stderr: `Not everything is granted: ${why}\n` }
  }
}

const refused = (why: string): Said => ({ code: 2, stdout: '', stderr: `${why}\n${usage}` })

const usage = `Usage: npm run grant -- --app CLIENT_ID [--for ${Object.keys(features).join(',')}] [--identity PRINCIPAL_ID --tenant TENANT_ID] [--dry-run]\n`

/** A text is what is wrong with the arguments. */
function readWish(args: string[], authority: string): Wish | string {
  const values = readArguments(args)
  if (!values) return 'These arguments are not understood.'
  const { app, identity, tenant } = values
  if (!app || !guid.test(app)) return '--app must be the client id of the Entra app, a GUID.'
  const names = values.for?.split(',') ?? [...usualFeatures]
  const strangers = names.filter((name) => !isFeatureName(name))
  if (strangers.length > 0) return `--for does not know ${strangers.join(', ')}.`
  if (identity && !(guid.test(identity) && tenant && guid.test(tenant))) {
    return '--identity must be the principal id of a managed identity, and --tenant the id of its tenant; both GUIDs.'
  }
  const issuer = `${authority}/${tenant}/v2.0`
  // Graph takes a wrong audience without a word, and no token ever comes.
  const audience = (cloudOfAuthority(authority) ?? clouds.global).tokenExchangeAudience
  return {
    appId: app,
    permissions: permissionsOf(names.filter((name): name is FeatureName => isFeatureName(name))),
    identity: identity ? { principalId: identity, issuer, audience } : null,
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

const withoutSlash = (address: string) => address.replace(/\/$/, '')

/** It may consent for the whole tenant, so it is neither kept nor printed. */
function tokenOfAz(baseUrl: string, env: Environment): string {
  const command = ['account', 'get-access-token', '--resource', baseUrl, '--query', 'accessToken', '--output', 'tsv']
  try {
    return execFileSync('az', command, { encoding: 'utf8', env, shell: process.platform === 'win32' }).trim()
  } catch {
    throw new Error('there is no token. Sign in as an admin with az login, or put a token for Graph into GRAPH_TOKEN.')
  }
}

function sentence({ what, state }: Line): string {
  if (state === 'extra') return `${what}: granted, but none of these features needs it\n`
  return `${what}: ${state}\n`
}
