import { readSettings } from './read-settings.ts'
import { STATE_KEY } from './sign-in-window.ts'

/**
 * In the window that `authentication.authenticate` opens: on to Entra's own page. What counts is that the person
 * consents, or proves more, there. The code that comes back is never redeemed; the server exchanges the tab's own token.
 * https://learn.microsoft.com/entra/identity-platform/v2-oauth2-auth-code-flow
 */
async function start(): Promise<void> {
  const settings = await readSettings()
  const given = new URL(document.URL).searchParams
  const state = crypto.randomUUID()
  sessionStorage.setItem(STATE_KEY, state)
  const address = new URL(`${settings.tenantAuthority}/oauth2/v2.0/authorize`)
  const claims = given.get('claims')
  const loginHint = given.get('login_hint')
  const asked = {
    client_id: settings.clientId,
    response_type: 'code',
    response_mode: 'fragment',
    redirect_uri: new URL('auth-end.html', document.baseURI).href,
    scope: settings.scope,
    state,
    code_challenge: await unusedChallenge(),
    code_challenge_method: 'S256',
    ...(claims ? { claims } : { prompt: 'consent' }),
    ...(loginHint ? { login_hint: loginHint } : {}),
  }
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
  location.replace(address)
}

/** Entra wants a challenge from a page. Nobody keeps what would answer it. */
async function unusedChallenge(): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', crypto.getRandomValues(new Uint8Array(32)))
  return btoa(String.fromCharCode(...new Uint8Array(hash)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
}

start().catch(() => location.replace(new URL('auth-end.html#error=unavailable', document.baseURI)))
