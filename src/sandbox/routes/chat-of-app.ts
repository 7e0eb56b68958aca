import { authorize, requireReach } from '../authorize.ts'
import { chat } from '../entity-types.ts'
import { notFound } from '../graph-error.ts'
import { entityAnswer } from '../list-answer.ts'
import { definitionOf } from '../newest-definition.ts'
import { chatOfAppPermissions } from '../permissions.ts'
import { appsPaths, lookUpPlace, requirePlace } from '../places.ts'
import type { Call, Reply, Route } from '../route.ts'
import { requireInstalled } from './installed-apps.ts'

/** https://learn.microsoft.com/graph/api/userscopeteamsappinstallation-get-chat: personal scope only. */
export const chatOfAppRoutes: Route[] = [{ method: 'GET', path: `${appsPaths.user}/{id}/chat`, answer: getChat }]

/** In the page's sample the user's id is the second of the two. */
function getChat(call: Call): Reply {
  const held = authorize(call, chatOfAppPermissions, lookUpPlace(call, 'user'))
  const place = requirePlace(call, 'user')
  const { installation, app } = requireInstalled(call, place)
  requireReach(held, call, app)
  const bot = definitionOf(app, installation.version)?.bot
  if (!bot) throw notFound('The app has no bot.')
  const id = `19:${bot.id}_${place.id}@unq.gbl.spaces`
  const entity = { id, topic: null, chatType: 'oneOnOne', tenantId: call.tenant.id }
  return entityAnswer(call, { type: chat, allowed: ['$select'], entities: [entity] })
}
