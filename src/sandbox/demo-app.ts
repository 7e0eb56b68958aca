import { definitionOf, newestDefinition } from './newest-definition.ts'
import type { CatalogApp, Definition, Installation, Tenant } from './tenant.ts'

/** What `upgrade app` comes to in one conversation of the Playground. */
export type DemoPlace = { where: string; isMentionNeeded: boolean; update: 'upgrade' | 'consent' | 'current' }

export type DemoApp = {
  /** The manifest id. */
  externalId: string
  bot: { id: string; name: string }
  places: DemoPlace[]
  /** The newest published version. */
  newest: string
}

/** The app that the sandbox's bot belongs to, and what waits where the Playground shows it: read from the tenant, never written twice. */
export function demoApp(tenant: Tenant): DemoApp {
  const app = tenant.catalog.find(({ definitions }) => definitions.some(({ bot }) => bot))
  const newest = app && newestDefinition(app)
  const [person, team, chat] = [tenant.people[0], tenant.teams[0], tenant.chats.find(({ kind }) => kind === 'group')]
  if (!app?.externalId || !newest?.bot || !person || !team || !chat) {
    throw new Error('The sandbox tenant lacks an app with a bot, a person, a team or a group chat.')
  }
  const update = (holder: { installations: Installation[] }) => updateIn(holder.installations, app, newest)
  return {
    externalId: app.externalId,
    bot: { id: newest.bot.id, name: app.displayName },
    places: [
      { where: 'Personal Chat', isMentionNeeded: false, update: update(person) },
      { where: chat.topic ?? 'Group chat', isMentionNeeded: true, update: update(chat) },
      { where: `${team.name}, any channel`, isMentionNeeded: true, update: update(team) },
    ],
    newest: newest.version,
  }
}

function updateIn(installations: Installation[], app: CatalogApp, newest: Definition): DemoPlace['update'] {
  const installed = installations.find(({ appId }) => appId === app.id)
  if (!installed) throw new Error('The sandbox tenant lacks an installation of the app with the bot.')
  if (definitionOf(app, installed.version) === newest) return 'current'
  const consented = (installed.consented ?? []).map(({ permissionValue }) => permissionValue)
  const asksMore = newest.permissions.some(
    ({ permissionType, permissionValue }) => permissionType === 'application' && !consented.includes(permissionValue),
  )
  return asksMore ? 'consent' : 'upgrade'
}
