import { app, authentication } from '@microsoft/teams-js'
import { STATE_KEY } from './sign-in-window.ts'
import { loadWords } from './words/load-words.ts'

/** Where Entra sends the window back to: tells the tab how it went, and Teams closes the window. */
async function start(): Promise<void> {
  const answered = new URLSearchParams(location.hash.slice(1))
  const expected = sessionStorage.getItem(STATE_KEY)
  sessionStorage.removeItem(STATE_KEY)
  history.replaceState(null, '', location.pathname)
  await app.initialize()
  const isOurs = expected !== null && answered.get('state') === expected
  if (isOurs && answered.has('code')) authentication.notifySuccess()
  else authentication.notifyFailure(answered.get('error') ?? 'unexpected')
}

async function sayOutside(): Promise<void> {
  const { words } = await loadWords(navigator.language)
  const message = document.getElementById('message')
  if (message) message.textContent = words.outside.text
}

start().catch(sayOutside)
