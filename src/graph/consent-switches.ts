import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import { field } from './read-answer.ts'
import type { Reader } from './read-pages.ts'
import { retryRead } from './retry-read.ts'

/**
 * The consent policies that every user of the tenant has; those of owners and chat members are among them.
 * https://learn.microsoft.com/graph/api/authorizationpolicy-get; beta has a list of one, and another name for the same.
 */
export async function readConsentPolicies(reader: Reader, call: CallContext): Promise<Answer<string[]>> {
  const answer = await read(reader, '/policies/authorizationPolicy', call)
  if (answer.kind !== 'ok') return answer
  const list = field(answer.value, 'value')
  const policy = Array.isArray(list) ? list[0] : answer.value
  const named =
    field(field(policy, 'defaultUserRolePermissions'), 'permissionGrantPoliciesAssigned') ??
    field(policy, 'permissionGrantPolicyIdsAssignedToDefaultUserRole')
  return { ...answer, value: Array.isArray(named) ? named.map(String) : [] }
}

/**
 * Whether apps may hold resource-specific permissions in people's personal scope; null where Graph does not say.
 * https://learn.microsoft.com/graph/api/teamsappsettings-get: application permissions are "Not supported" there.
 */
export async function readPersonalConsent(reader: Reader, call: CallContext): Promise<Answer<boolean | null>> {
  const answer = await read(reader, '/teamwork/teamsAppSettings', call)
  if (answer.kind !== 'ok') return answer
  const isEnabled = field(answer.value, 'isUserPersonalScopeResourceSpecificConsentEnabled')
  return { ...answer, value: typeof isEnabled === 'boolean' ? isEnabled : null }
}

function read(reader: Reader, path: string, call: CallContext): Promise<Answer<unknown>> {
  return retryRead(() => reader.graph.send({ method: 'GET', path }, call), reader)
}
