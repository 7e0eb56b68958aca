import { newestDefinition } from './newest-definition.ts'
import type { Tenant } from './tenant.ts'

export type DemoApp = {
  /** The manifest id. */
  externalId: string
  bot: { id: string; name: string }
  chatName: string
  teamName: string
  /** The version that is installed everywhere at first, and the one that it can be upgraded to. */
  from: string
  to: string
}

/** The app that the sandbox's bot belongs to, and the places where the Playground shows it: read from the tenant, never written twice. */
export function demoApp(tenant: Tenant): DemoApp {
  const app = tenant.catalog.find(({ definitions }) => definitions.some(({ bot }) => bot))
  const newest = app && newestDefinition(app)
  const [team, chat] = [tenant.teams[0], tenant.chats.find(({ kind }) => kind === 'group')]
  const installed = team?.installations.find(({ appId }) => appId === app?.id)
  if (!app?.externalId || !newest?.bot || !team || !chat || !installed) {
    throw new Error('The sandbox tenant lacks an app with a bot that is installed in its first team.')
  }
  return {
    externalId: app.externalId,
    bot: { id: newest.bot.id, name: app.displayName },
    chatName: chat.topic ?? 'Group chat',
    teamName: team.name,
    from: installed.version,
    to: newest.version,
  }
}
