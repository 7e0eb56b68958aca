import type { Permission } from '../../installations/permission-set.ts'
import type { Behaviours } from '../behaviours.ts'
import { badRequest, refuse } from '../graph-error.ts'
import { ofPlace } from '../installed-state.ts'
import type { Place } from '../places.ts'
import type { Call } from '../route.ts'
import type { Definition } from '../tenant.ts'

/** What an upgrade's body consents to: a set, or in the older beta form the names of application permissions alone. */
export type Consent =
  | { kind: 'none' }
  | { kind: 'set'; permissions: Permission[] }
  | { kind: 'application-names'; names: string[] }

/**
 * The parameters of the action `upgrade` in v1.0 and beta (msgraph-metadata, schemas/v1.0-Prod.csdl). An older beta
 * page of the action has `grantedResourceSpecificApplicationPermissions` instead, so beta takes that too.
 */
export function readConsent(call: Call): Consent {
  const body = call.body ?? {}
  if (!isRecord(body)) throw unreadable()
  const known = [
    'consentedPermissionSet',
    ...(call.version === 'beta' ? ['grantedResourceSpecificApplicationPermissions'] : []),
  ]
  const strange = Object.keys(body).find((name) => !known.includes(name))
  if (strange) {
    throw badRequest(
      `The parameter '${strange}' in the request payload is not a valid parameter for the operation 'upgrade'.`,
    )
  }
  const { consentedPermissionSet: set, grantedResourceSpecificApplicationPermissions: names } = body
  if (set && names) throw badRequest('Only one of the two forms of consent can be given.')
  if (names) return { kind: 'application-names', names: readNames(names) }
  return set ? { kind: 'set', permissions: readSet(set) } : { kind: 'none' }
}

/**
 * "The permissions consented to during the upgrade must match the resource-specific permissions specified in the
 * teamsAppDefinition"; "if only delegated resource-specific permissions are specified, permissions can be omitted".
 */
export function requireConsent(
  consent: Consent,
  target: Definition,
  in_: { place: Place; behaviours: Behaviours },
): void {
  const inPlace = in_.behaviours.consentMustMatch === 'place'
  const required = inPlace ? ofPlace(target.permissions, in_.place.kind) : target.permissions
  const application = required.filter(({ permissionType }) => permissionType === 'application')
  if (consent.kind === 'none' && application.length === 0) return
  const names = application.map(({ permissionValue }) => permissionValue)
  const isMatch =
    consent.kind === 'set'
      ? isSame(consent.permissions.map(textOf), required.map(textOf))
      : consent.kind === 'application-names' && isSame(consent.names, names)
  if (!isMatch) throw permissionsMismatch()
}

/** The code was seen live, the sentence in a third party's fixtures (byte5ai/omadia). */
export function permissionsMismatch(): Error {
  return refuse(
    400,
    'ResourceSpecificPermissionsMismatch',
    'The app requires resource-specific permissions that were not consented.',
  )
}

const textOf = ({ permissionValue, permissionType }: Permission) => `${permissionType} ${permissionValue}`

function isSame(some: string[], others: string[]): boolean {
  return [...new Set(some)].sort().join() === [...new Set(others)].sort().join()
}

function readSet(set: unknown): Permission[] {
  const permissions = isRecord(set) ? (set['resourceSpecificPermissions'] ?? []) : null
  if (!Array.isArray(permissions)) throw unreadable()
  return permissions.map(readPermission)
}

/** Microsoft's samples write both `application` and `Application`. */
function readPermission(item: unknown): Permission {
  const { permissionValue, permissionType } = isRecord(item) ? item : {}
  const type = typeof permissionType === 'string' ? permissionType.toLowerCase() : null
  if (typeof permissionValue !== 'string' || (type !== 'application' && type !== 'delegated')) throw unreadable()
  return { permissionValue, permissionType: type }
}

function readNames(names: unknown): string[] {
  if (!Array.isArray(names)) throw unreadable()
  return names.map((name) => {
    if (typeof name !== 'string') throw unreadable()
    return name
  })
}

export function unreadable(): Error {
  return badRequest(
    'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.',
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
