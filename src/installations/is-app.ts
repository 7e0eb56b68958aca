import type { AppReference } from './installed-apps.ts'

/** Whether an app is the one that is referred to, by either of its ids: an app from the store has one for both. */
export function isApp(app: { externalId: string | null; catalogId: string }, { id }: AppReference): boolean {
  return [app.externalId, app.catalogId].some((one) => one?.toLowerCase() === id.toLowerCase())
}
