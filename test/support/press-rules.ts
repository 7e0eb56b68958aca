import type { UpgradePolicy } from '../../src/installations/authority.ts'
import { comparePermissions, needsConsent, type Permission } from '../../src/installations/permission-set.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import type { JournalEntry } from '../../src/sandbox/journal.ts'
import { newestDefinition } from '../../src/sandbox/newest-definition.ts'
import type { Tenant } from '../../src/sandbox/tenant.ts'
import { type Press, setNames, writingVerbs } from './mutated-press.ts'
import { pathOf, people, placeOf, type State, type Where, type Who } from './press-world.ts'

/** One press by one person in one place, and how the world stood then. */
export type Case = {
  who: Who
  where: Where
  meetingRole: 'Organizer' | 'Presenter' | 'Attendee' | 'none'
  policy: UpgradePolicy
  state: State
  press: Press
}

/** The table of design.md section 5, written down a second time: who may, with and without new permissions. */
export function may({ who, where, meetingRole, policy }: Omit<Case, 'press' | 'state'>, withConsent: boolean): boolean {
  if (who === 'guest' || who === 'visitor' || who === 'anonymous') return false
  if (where === 'channel') return who === 'owner' || (policy === 'members' && !withConsent)
  if (who === 'stranger') return false
  return where !== 'meeting' || !withConsent || meetingRole === 'Organizer' || meetingRole === 'Presenter'
}

/** What is installed in a place and what its newest version asks for, before anything is done. */
export type Installed = { appId: string; id: string; isBehind: boolean; needsConsent: boolean; required: Permission[] }

export function installedIn(tenant: Tenant, { who, where }: Pick<Case, 'who' | 'where'>): Installed[] {
  const placeId = pathOf(where, who)?.split('/')[2]
  const holder = [...tenant.teams, ...tenant.chats, ...tenant.people].find(({ id }) => id === placeId)
  return (holder?.installations ?? []).flatMap(({ appId, version, consented }) => {
    const app = tenant.catalog.find(({ id }) => id === appId)
    const newest = app && newestDefinition(app)
    if (!newest) return []
    const asks = needsConsent(comparePermissions(newest.permissions, consented ?? []))
    const id = installationId(placeId ?? '', appId)
    // At the newest version and without some of its permissions is behind too; an empty set says nothing.
    const isBehind = version !== newest.version || (asks && consented !== null && consented.length > 0)
    return [{ appId, id, isBehind, needsConsent: asks, required: newest.permissions }]
  })
}

/** What is wrong with a request that was made; null when nothing is. */
export function complaint(call: JournalEntry, one: Case, installed: Installed[]): string | null {
  const own = pathOf(one.where, one.who)
  if (own === null) return 'a request for nobody'
  if (call.method === 'GET') return isReadHere(call.path, own) ? null : 'a look elsewhere'
  if (call.method !== 'POST' || !call.route.endsWith('/upgrade')) return 'a request that this bot never makes'
  if (!call.path.startsWith(own)) return 'an upgrade elsewhere'
  if (call.token?.kind !== 'application') return 'not with the application token'
  const target = installed.find(({ id }) => call.path.endsWith(`/installedApps/${id}/upgrade`))
  if (!target) return 'what is not installed here'
  return wrongSet(call, target) ?? wrongRight(one, target) ?? wrongWish(one, target)
}

function isReadHere(path: string, own: string): boolean {
  return path.startsWith(own) || path.startsWith('/appCatalogs/teamsApps?')
}

function wrongSet({ body }: JournalEntry, { required }: Installed): string | null {
  const right = required.length > 0 ? { consentedPermissionSet: { resourceSpecificPermissions: required } } : {}
  return JSON.stringify(body) === JSON.stringify(right) ? null : 'another set than the newest version asks for'
}

function wrongRight(one: Case, { needsConsent: isConsenting }: Installed): string | null {
  return may(one, isConsenting) ? null : 'by somebody who may not'
}

/** Nothing of the payload is believed, but without a word of it in it, nothing was asked for. */
function wrongWish({ press }: Case, { appId, needsConsent: isConsenting }: Installed): string | null {
  const said = JSON.stringify(press.value) ?? ''
  if (!writingVerbs.some((verb) => said.includes(`"${verb}"`))) return 'nobody asked for an upgrade'
  const all = said.includes('"upgrade-all-start"')
  if (appId !== acmeIds.assistant && !said.includes(appId) && !all) return 'an app that nobody named'
  if (!isConsenting) return null
  const name = Object.entries(setNames).find(([id]) => id === appId)?.[1] ?? 'no name'
  return said.includes('"accept"') && said.includes(`"${name}"`) ? null : 'a yes that nobody said'
}

/** The apps that a press with nothing tampered with must upgrade. */
export function wished(one: Case, installed: Installed[]): string[] {
  const { clean } = one.press
  if (!clean) return []
  const target = installed.find(({ appId }) => appId === (clean.app ?? acmeIds.assistant))
  if (clean.verb === 'upgrade-all-start') {
    return may(one, false) ? installed.filter((app) => app.isBehind && !app.needsConsent).map(({ appId }) => appId) : []
  }
  if (!target) return []
  const isAccepted = clean.set === Object.entries(setNames).find(([id]) => id === target.appId)?.[1]
  const is = {
    upgrade: target.isBehind && !target.needsConsent && may(one, false),
    'upgrade-anyway': !target.needsConsent && may(one, false),
    // At the newest version by Graph's word too, where some of its permissions are lacking.
    accept: (target.isBehind || target.needsConsent) && (isAccepted || !target.needsConsent) && may(one, true),
  }[clean.verb]
  return is ? [target.appId] : []
}

/** The activity of a press, as Teams would send it. */
export function activityOf(
  { who, where, press }: Case,
  envelope: (place: ReturnType<typeof placeOf>, by: (typeof people)[Who]) => object,
): object {
  const base = { ...envelope(placeOf(where, who), people[who]), ...(press.on === null ? {} : { replyToId: press.on }) }
  return press.kind === 'invoke'
    ? { ...base, type: 'invoke', name: 'adaptiveCard/action', value: press.value }
    : { ...base, type: 'message', value: press.value }
}
