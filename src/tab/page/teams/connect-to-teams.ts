import { app } from '@microsoft/teams-js'
import type { Place } from '../api/tab-api.ts'

/** What this page needs to know of the tab it is shown in. It is the client's claim: the server checks the place. */
export type TabContext = {
  place: Place
  locale: string
  theme: string
  /** The app that a deep link names, by manifest id, catalog id or installation id. */
  focusOn: string | null
  loginHint: string | null
}

export type Connection = { kind: 'inside'; tab: TabContext } | { kind: 'outside' }

/** teams-js itself waits a minute for a parent that is no Teams; people should be told before. */
const PATIENCE_MS = 10_000

export async function connectToTeams(): Promise<Connection> {
  const patience = Promise.withResolvers<'late'>()
  const timer = setTimeout(() => patience.resolve('late'), PATIENCE_MS)
  const connected = app.initialize().then(() => app.getContext())
  const context = await Promise.race([connected, patience.promise]).catch(() => 'none' as const)
  clearTimeout(timer)
  return typeof context === 'string' ? { kind: 'outside' } : { kind: 'inside', tab: readContext(context) }
}

function readContext(context: app.Context): TabContext {
  return {
    place: readPlace(context),
    locale: context.app.locale,
    theme: context.app.theme,
    focusOn: context.page.subPageId || null,
    loginHint: context.user?.loginHint || context.user?.userPrincipalName || null,
  }
}

/** The `entityId` of the personal tab in the manifest: a personal app may be opened from within a chat. */
const PERSONAL_TAB = 'my-apps'

function readPlace({ page, team, chat }: app.Context): Place {
  const isPersonal = page.id === PERSONAL_TAB
  if (!isPersonal && team?.groupId) return { kind: 'team', groupId: team.groupId }
  if (!isPersonal && chat?.id) return { kind: 'chat', chatId: chat.id }
  return { kind: 'me' }
}
