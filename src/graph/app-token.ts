import type { TokenCredential } from '@azure/identity'
import type { GetToken } from './authorize.ts'

/**
 * Application tokens for Graph. The library caches them until shortly before they expire; for a fresh one its cache has
 * to go, and the cache lives in the credential, so a new credential is made.
 */
export function createAppToken(createCredential: () => TokenCredential, graphBaseUrl: string): GetToken {
  const scope = `${new URL(graphBaseUrl).origin}/.default`
  let credential = createCredential()
  return async ({ fresh }) => {
    const asked = fresh ? createCredential() : credential
    const token = await asked.getToken(scope)
    if (!token) throw new Error('the credential gave no token')
    // Only now: while the login host gives none, the token from before is better than nothing.
    credential = asked
    return token.token
  }
}

/** Tokens for the bot's own calls to Teams, with the time they end. */
export function createBotToken(
  credential: TokenCredential,
): (scope: string) => Promise<{ token: string; expiresOn: Date }> {
  return async (scope) => {
    const token = await credential.getToken(scope)
    if (!token) throw new Error('the credential gave no token for the bot')
    return { token: token.token, expiresOn: new Date(token.expiresOnTimestamp) }
  }
}
