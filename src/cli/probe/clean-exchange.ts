import type { Exchange } from '../../installations/probe.ts'
import { idOfPlace } from '../../installations/scope.ts'
import type { Look } from './look-at-place.ts'

/** What may be shown to strangers: nothing that names a person or the tenant, and nothing that opens a door. */
const shownFields = new Set(
  [
    'value @odata.count @odata.nextLink id externalId displayName distributionMethod version publishingState teamsApp',
    'teamsAppDefinition teamsAppId appDefinitions authorization clientAppId azureADAppId requiredPermissionSet',
    'consentedPermissionSet resourceSpecificPermissions permissionValue permissionType permission resourceAppId',
    'grantedResourceSpecificApplicationPermissions requiredResourceSpecificApplicationPermissions',
    'error code message innerError innererror date request-id client-request-id',
  ]
    .join(' ')
    .split(' '),
)

export type CleanParts = { look: Pick<Look, 'scope'> & Partial<Look>; tenantId: string | null }

/** An exchange as it may be attached to an issue: ids of the place replaced by words, unknown fields left out. */
export function cleanExchange(exchange: Exchange, parts: CleanParts): Exchange {
  const replace = replacer(parts)
  const clientAppId = parts.look.newest?.clientAppId ?? null
  return {
    ...exchange,
    path: replace(exchange.path),
    body: clean(ownGrants(exchange, clientAppId), replace),
  }
}

/** The grants of a place are those of every app in it; only ours are anybody's business. */
function ownGrants({ body }: Exchange, clientAppId: string | null): unknown {
  const value = member(body, 'value')
  if (!Array.isArray(value) || !value.some(isGrant)) return body
  return { value: value.filter((item) => member(item, 'clientAppId') === clientAppId) }
}

const isGrant = (item: unknown) => member(item, 'permission') !== undefined

function clean(value: unknown, replace: (text: string) => string): unknown {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map((item) => clean(item, replace))
  if (typeof value !== 'object' || value === null) return value
  const shown = Object.entries(value).filter(([name]) => shownFields.has(name))
  return Object.fromEntries(shown.map(([name, inner]) => [name, clean(inner, replace)]))
}

function replacer({ look, tenantId }: CleanParts): (text: string) => string {
  const names: [string, string][] = [
    [look.installation?.id ?? '', '{installation}'],
    [look.installation?.id.replace(/=+$/, '') ?? '', '{installation}'],
    [idOfPlace(look.scope), '{place}'],
    [tenantId ?? '', '{tenant}'],
  ]
  const known = names.filter(([text]) => text !== '')
  return (text) => {
    const named = known.reduce((result, [id, name]) => result.replaceAll(id, name), text)
    return named.replace(/\beyJ[\w-]+(\.[\w-]*)*/g, '{token}').replace(/[\w.+#-]+@[\w-]+(\.[\w-]+)+/g, '{address}')
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
