import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import { inTime } from '../in-time.ts'
import { middleware } from './middleware.ts'
import { rightsOf } from './token-rights.ts'
import { TokenUnavailable } from './unanswered.ts'

/** `fresh` asks for a token that is not out of a cache: the cached one was just refused. */
export type GetToken = (options: { fresh: boolean }) => Promise<string>

/** A login host that never answers must not hold up everybody who asks for the same upgrade. */
export function withDeadline(getToken: GetToken, timeoutMs: number): GetToken {
  return (options) => inTime(getToken(options), timeoutMs, 'the login host did not answer in time')
}

/** Where most of what is asked for is forbidden, as in a rollout of foreign apps, the login host is left in peace. */
const looksForRightsEveryMs = 30_000

/**
 * The library's own authentication sends no token to a plain-http host (the sandbox), this one always does. After a 401
 * with a fresh token; after a 403 too, if that one has other rights: a token keeps for an hour those that it was made
 * with, and an admin who has just granted one should not have to restart the bot.
 */
export function authorize(getToken: GetToken, now: () => number): Middleware {
  let lookedForRightsMs = Number.NEGATIVE_INFINITY
  const withOtherRights = async (token: string): Promise<string | null> => {
    if (now() - lookedForRightsMs < looksForRightsEveryMs) return null
    lookedForRightsMs = now()
    // Without a fresh token the refusal stands: it is the answer that there is.
    const fresh = await getToken({ fresh: true }).catch(() => null)
    return fresh !== null && haveOtherRights(token, fresh) ? fresh : null
  }
  return middleware(async (context, next) => {
    const token = await tokenFrom(getToken, { fresh: false })
    await sendWith(token, context, next)
    const status = context.response?.status
    if (status !== 401 && status !== 403) return
    const another = status === 401 ? await tokenFrom(getToken, { fresh: true }) : await withOtherRights(token)
    if (another === null) return
    await context.response?.body?.cancel()
    await sendWith(another, context, next)
  })
}

async function tokenFrom(getToken: GetToken, options: { fresh: boolean }): Promise<string> {
  try {
    return await getToken(options)
  } catch (error) {
    throw new TokenUnavailable(error instanceof Error ? error.message : String(error))
  }
}

function sendWith(token: string, context: Context, next: () => Promise<void>): Promise<void> {
  context.options = {
    ...context.options,
    headers: { ...(context.options?.headers as Record<string, string>), authorization: `Bearer ${token}` },
  }
  return next()
}

/** Both say what they may do, and not the same. */
function haveOtherRights(token: string, another: string): boolean {
  const [before, after] = [rightsOf(token), rightsOf(another)]
  return before !== null && after !== null && before.toSorted().join() !== after.toSorted().join()
}
