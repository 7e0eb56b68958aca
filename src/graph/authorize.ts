import type { Context, Middleware } from '@microsoft/microsoft-graph-client'
import { inTime } from '../in-time.ts'
import { middleware } from './middleware.ts'
import { TokenUnavailable } from './unanswered.ts'

/** `fresh` asks for a token that is not out of a cache: the cached one was just refused. */
export type GetToken = (options: { fresh: boolean }) => Promise<string>

/** A login host that never answers must not hold up everybody who asks for the same upgrade. */
export function withDeadline(getToken: GetToken, timeoutMs: number): GetToken {
  return (options) => inTime(getToken(options), timeoutMs, 'the login host did not answer in time')
}

/** The library's own authentication sends no token to a plain-http host (the sandbox), this one always does. */
export function authorize(getToken: GetToken): Middleware {
  return middleware(async (context, next) => {
    await putToken(context, getToken, { fresh: false })
    await next()
    if (context.response?.status !== 401) return
    await context.response.body?.cancel()
    await putToken(context, getToken, { fresh: true })
    await next()
  })
}

async function putToken(context: Context, getToken: GetToken, options: { fresh: boolean }): Promise<void> {
  try {
    const token = await getToken(options)
    context.options = {
      ...context.options,
      headers: { ...(context.options?.headers as Record<string, string>), authorization: `Bearer ${token}` },
    }
  } catch (error) {
    throw new TokenUnavailable(error instanceof Error ? error.message : String(error))
  }
}
