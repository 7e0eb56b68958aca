import { inTime } from '../../in-time.ts'
import type { TokenClaims } from '../../installations/inspection.ts'
import { isGuid } from '../../installations/place-ids.ts'
import { type Finding, missing, ok, unknown } from './finding.ts'

/** A token that was asked for, or why there is none. */
export type Got<T> = { kind: 'got'; value: T } | { kind: 'none'; reason: string }

/** A managed identity looks for its host for a long time where there is none. */
const longestMs = 20_000

export async function attempt<T>(asking: Promise<T>): Promise<Got<T>> {
  try {
    return { kind: 'got', value: await inTime(asking, longestMs, 'the login host did not answer in time') }
  } catch (error) {
    return { kind: 'none', reason: error instanceof Error ? error.message : String(error) }
  }
}

export function checkGraphToken(got: Got<TokenClaims | null>, expected: { tenantId: string | null }): Finding {
  if (got.kind === 'none') return noToken('graph-token', got.reason)
  if (!got.value) return ok('graph-token', 'There is a token for Graph; it does not say whose it is (a sandbox’s).')
  const { appId, tenantId } = got.value
  const whose = `for the Entra app ${appId ?? '(not said)'} in the tenant ${tenantId ?? '(not said)'}`
  if (isOther(tenantId, expected.tenantId)) {
    return missing(
      'graph-token',
      `There is a token ${whose}, but the tenant asked for is ${expected.tenantId}.`,
      'Set AZURE_TENANT_ID (or BOT_TENANT_ID) to the tenant where the app is installed, or name it with --tenant.',
    )
  }
  return ok('graph-token', `There is a token ${whose}.`)
}

/** A domain is as good a name of a tenant as its id, and cannot be compared with it. */
function isOther(one: string | null, other: string | null): boolean {
  return one !== null && isGuid(other) && one.toLowerCase() !== other.toLowerCase()
}

/** `asking` null: there is no registration, so the bot needs no token of its own. */
export async function checkBotToken(asking: (() => Promise<unknown>) | null): Promise<Finding> {
  if (!asking) {
    return unknown(
      'bot-token',
      'BOT_ID is not set: the bot takes unauthenticated activities on this machine only, and needs no token for Teams.',
      'Set BOT_ID and what goes with it before Teams shall reach the bot.',
    )
  }
  const got = await attempt(asking())
  return got.kind === 'got'
    ? ok('bot-token', 'There is a token for answering in Teams.')
    : noToken('bot-token', got.reason)
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const fixes: Record<string, string> = {
  '7000215': 'The secret is wrong: copy its value (not its id) from Certificates & secrets of the Entra app.',
  '7000222': 'The secret has expired: make a new one under Certificates & secrets, or use a managed identity.',
  '700016':
    'The tenant does not know the app: check AZURE_CLIENT_ID (BOT_ID), and that it was given admin consent there.',
  '7000229':
    'The app has no service principal in the tenant: npm run grant -- --app <client id>, run by an admin there, makes it and consents.',
  '90002': 'There is no such tenant: check AZURE_TENANT_ID (BOT_TENANT_ID) and CLOUD.',
  '700027': 'The certificate is not the app’s: upload its public part under Certificates & secrets.',
  '700024': 'The assertion has expired: check this machine’s clock.',
  '70021': 'No federated credential of the app matches: add one for this identity under Certificates & secrets.',
  '500011': 'The tenant does not know that resource: check CLOUD and GRAPH_BASE_URL.',
}

function noToken(check: string, reason: string): Finding {
  // The library's words stand around Entra's own sentence, whose first one and its code say it all.
  const [line = ''] = /AADSTS\d+: [^.\r\n]+/.exec(reason) ?? reason.split(/\r?\n/)
  const code = /AADSTS(\d+)/.exec(reason)?.[1] ?? ''
  const usual = 'Check the credential’s settings, and that this machine reaches the login host of CLOUD.'
  return missing(check, `No token: ${line.trim().slice(0, 300)}.`, fixes[code] ?? usual)
}
