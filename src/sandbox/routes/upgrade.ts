import { authorize, requireReach } from '../authorize.ts'
import { badRequest, forbidden, notFound, refuse } from '../graph-error.ts'
import { moveTo } from '../installed-state.ts'
import { newestDefinition } from '../newest-definition.ts'
import { isSelfPermission, mayConsent, upgradePermissions } from '../permissions.ts'
import { appsPaths, kindOf, lookUpPlace, type Place, type PlaceRoute, requirePlace } from '../places.ts'
import type { Call, Reply, Route } from '../route.ts'
import type { Definition, Tenant } from '../tenant.ts'
import { type Consent, permissionsMismatch, readConsent, requireConsent } from './consent.ts'
import { requireInstalled } from './installed-apps.ts'

/** https://learn.microsoft.com/graph/api/team-teamsappinstallation-upgrade (chat-, userteamwork-). */
export function upgradeRoutes(place: PlaceRoute): Route[] {
  return [{ method: 'POST', path: `${appsPaths[place]}/{id}/upgrade`, answer: (call) => upgrade(call, place) }]
}

function upgrade(call: Call, route: PlaceRoute): Reply {
  const found = lookUpPlace(call, route)
  const held = authorize(call, upgradePermissions[found?.kind ?? kindOf(route)], found)
  const place = requirePlace(call, route)
  requireOpen(place, call.tenant)
  const consent = readConsent(call)
  const { installation, app } = requireInstalled(call, place)
  requireReach(held, call, app)
  // https://github.com/microsoftgraph/microsoft-graph-docs/issues/13056: seen for apps that are part of Teams.
  if (app.isSystem) throw forbidden('This request is forbidden.')
  const target = newestDefinition(app)
  if (!target) throw notFound(`The app ${app.id} has no published version.`)
  if (target.version === installation.version && isNothingToDo(consent, call.tenant)) return { status: 204 }
  requireConsent(consent, target, { place, behaviours: call.tenant.behaviours })
  if (asksForConsent(target) && !held.some((name) => consents(name, place, call.tenant))) {
    throw permissionsMismatch()
  }
  return {
    status: 204,
    effect: moveTo(installation, call.tenant, { target, consented: target.permissions, nowMs: call.nowMs }),
  }
}

/** Nothing documents what an upgrade of a current installation answers; a consent sent with it is given all the same. */
function isNothingToDo(consent: Consent, { behaviours }: Tenant): boolean {
  if (behaviours.upgradeWhenCurrent === 'conflict')
    throw refuse(409, 'Conflict', 'The app is already at its latest version.')
  if (behaviours.upgradeWhenCurrent === 'bad-request') throw badRequest('The app is already at its latest version.')
  return consent.kind === 'none'
}

const asksForConsent = ({ permissions }: Definition) =>
  permissions.some(({ permissionType }) => permissionType === 'application')

function consents(name: string, place: Place, { behaviours }: Tenant): boolean {
  if (name === 'Chat.Manage.Chat') return behaviours.chatManageMayConsent
  if (place.kind === 'team' && isSelfPermission(name) && !behaviours.selfMayConsentInTeam) return false
  return mayConsent(name)
}

/** Neither is on any page: an archived team is read-only in Teams, and chats between two people are open question 7.8. */
function requireOpen(place: Place, { behaviours }: Tenant): void {
  if (place.kind === 'team' && place.team.archived) throw forbidden('The team is archived.')
  const isOneOnOne = place.kind === 'chat' && place.chat.kind === 'oneOnOne'
  if (isOneOnOne && behaviours.upgradeInOneOnOne === 'forbidden') throw forbidden('This request is forbidden.')
}
