/** What a page with teams-js 2.58 posts to its parent. */
export type TabMessage = { id: number; uuidAsString?: string; func: string; args: unknown[] }

export function isTabMessage(data: unknown): data is TabMessage {
  if (typeof data !== 'object' || data === null) return false
  const { id, func, args }: { id?: unknown; func?: unknown; args?: unknown } = data
  return typeof id === 'number' && typeof func === 'string' && Array.isArray(args)
}

/** What this parent can do; whatever is absent makes `isSupported()` false in the tab. */
export const runtime = JSON.stringify({
  apiVersion: 4,
  hostVersionsInfo: { adaptiveCardSchemaVersion: { majorVersion: 1, minorVersion: 5 } },
  isLegacyTeams: false,
  supports: { pages: { tabs: {}, config: {} }, teamsCore: {} },
})

export type FrameContext = 'content' | 'settings' | 'authentication'

/** What the parent does when asked; each answer is the list of arguments that goes back, null where Teams says nothing. */
export type Parent = {
  frameContext: FrameContext
  context(): unknown
  token(): Promise<string>
  openWindow(url: string): Promise<[boolean, string]>
  saveSettings(settings: unknown): void
  allowSaving(isAllowed: boolean): void
  saved(reason: string | null): void
  shareLink(subPageId: string, label: string): void
  windowDone(isSuccess: boolean, result: string): void
  told(what: string): void
}

/** The part of Teams' side of the protocol that this tab uses. Null: nothing to answer. */
export async function answerTab({ func, args }: TabMessage, parent: Parent): Promise<unknown[] | null> {
  switch (func) {
    case 'initialize':
      return [parent.frameContext, 'web', runtime, '2.1.2']
    case 'getContext':
      return [parent.context()]
    case 'authentication.getAuthToken':
      return parent.token().then(
        (token) => [true, token],
        (error: Error) => [false, error.message],
      )
    case 'authentication.authenticate':
      return parent.openWindow(String(args[0]))
    case 'settings.setSettings':
      parent.saveSettings(args[0])
      return [true]
    default:
      heard[func]?.(parent, args[0], args[1])
      return null
  }
}

const heard: { [func: string]: (parent: Parent, first: unknown, second: unknown) => void } = {
  'settings.setValidityState': (parent, isAllowed) => parent.allowSaving(isAllowed === true),
  'settings.save.success': (parent) => parent.saved(null),
  'settings.save.failure': (parent, reason) => parent.saved(String(reason)),
  shareDeepLink: (parent, subPageId, label) => parent.shareLink(String(subPageId), String(label)),
  'authentication.authenticate.success': (parent, result) => parent.windowDone(true, String(result ?? '')),
  'authentication.authenticate.failure': (parent, reason) => parent.windowDone(false, String(reason ?? '')),
  'appInitialization.success': (parent) => parent.told('The tab says it is ready.'),
  'appInitialization.failure': (parent, reason) => parent.told(`The tab says it could not start: ${reason}.`),
}
