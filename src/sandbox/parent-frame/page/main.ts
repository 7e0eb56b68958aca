import { type Choices, choicesQuery, readChoices, tabAddress, type World } from './choices.ts'
import { byId, fillControls, logMessage, showStatus } from './controls.ts'
import { legacyContext } from './legacy-context.ts'
import { createSignInWindow, type SignInWindow } from './sign-in-window.ts'
import { answerTab, type FrameContext, isTabMessage, type Parent, type TabMessage } from './tab-messages.ts'

const world: World = await (await fetch('/_parent/world')).json()
const choices = readChoices(new URL(document.URL).searchParams, world)
const form = byId('choices', HTMLFormElement)
const frame = byId('tab', HTMLIFrameElement)
const save = byId('save', HTMLButtonElement)
const signInWindow = createSignInWindow()

fillControls(form, world, choices)
show(choices)
window.addEventListener('message', (event) => {
  if (event.origin !== location.origin || !isTabMessage(event.data)) return
  if (event.source === null) return
  if (event.source === frame.contentWindow) reply(event.data, event.source, isAdding() ? 'settings' : 'content')
  else if (signInWindow.isOpen(event.source)) reply(event.data, event.source, 'authentication')
})
form.addEventListener('change', () => go(readChoices(new URLSearchParams(entries(form)), world)))
byId('reload', HTMLButtonElement).addEventListener('click', () => frame.contentWindow?.location.reload())
save.addEventListener('click', () => push('settings.save', [{}]))

const isAdding = () => choices.page === 'config'

function entries(from: HTMLFormElement): [string, string][] {
  return [...new FormData(from)].map(([name, value]) => [name, String(value)])
}

/** A change of theme reaches the open tab, as in Teams; everything else opens another. */
function go(next: Choices): void {
  const isOnlyTheme = choicesQuery({ ...next, theme: choices.theme }) === choicesQuery({ ...choices, link: null })
  Object.assign(choices, next)
  history.replaceState(null, '', choicesQuery(choices))
  document.documentElement.dataset['theme'] = choices.theme
  if (isOnlyTheme) push('themeChange', [choices.theme])
  else show(choices)
}

function show(shown: Choices): void {
  document.documentElement.dataset['theme'] = shown.theme
  save.hidden = shown.page !== 'config'
  save.disabled = true
  showStatus('')
  frame.src = tabAddress(shown)
}

async function reply(message: TabMessage, to: MessageEventSource, frameContext: FrameContext): Promise<void> {
  logMessage(`tab → ${message.func} ${JSON.stringify(message.args)}`)
  const args = await answerTab(message, parentOf(frameContext, signInWindow))
  if (args === null) return
  logMessage(`parent → ${message.func} ${message.func.endsWith('getAuthToken') ? '(a token)' : JSON.stringify(args)}`)
  to.postMessage({ id: message.id, uuidAsString: message.uuidAsString, args }, { targetOrigin: location.origin })
}

function push(func: string, args: unknown[]): void {
  logMessage(`parent → ${func} ${JSON.stringify(args)}`)
  frame.contentWindow?.postMessage({ func, args }, location.origin)
}

function parentOf(frameContext: FrameContext, { open, done }: SignInWindow): Parent {
  return {
    frameContext,
    context: () => legacyContext(choices, world, frameContext),
    token: askToken,
    openWindow: open,
    windowDone: done,
    saveSettings: (settings) => logMessage(`settings ${JSON.stringify(settings)}`),
    allowSaving: (isAllowed) => {
      save.disabled = !isAllowed
    },
    saved: (reason) => (reason ? showStatus(`The tab was not added: ${reason}`) : go({ ...choices, page: 'tab' })),
    shareLink: (subPageId, label) => {
      const address = new URL(choicesQuery({ ...choices, link: subPageId }), document.baseURI)
      showStatus(`Link to ${label}: ${address}`)
    },
    told: showStatus,
  }
}

async function askToken(): Promise<string> {
  const headers = { 'content-type': 'application/json' }
  const body = JSON.stringify({ userId: choices.person })
  const response = await fetch('/_parent/token', { method: 'POST', headers, body })
  const { token, reason }: { token?: string; reason?: string } = await response.json()
  if (!token) throw new Error(reason ?? 'The sandbox signed no token.')
  return token
}
