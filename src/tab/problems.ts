import type { RefusalReason } from '../installations/upgrade-outcome.ts'

/**
 * What went wrong, as `application/problem+json` (RFC 9457). `type` is for programs and stays; the words are for people.
 * Nothing in one tells whether a place or an installation exists for somebody else.
 */
export type Problem = {
  type: `/problems/${ProblemName}`
  title: string
  status: number
  detail: string
  /** What the sign-in must be asked for; with `interaction-required` only. */
  claims?: string | null
  /** With `refused` only; the id is Graph's own, null where this product refused by itself. */
  reason?: RefusalReason
  requestId?: string | null
  retryAfterSeconds?: number
}

type ProblemName =
  | 'unauthorized'
  | 'not-allowed'
  | 'consent-required'
  | 'interaction-required'
  | 'not-found'
  | 'refused'
  | 'rate-limited'
  | 'bad-request'
  | 'unavailable'

export const unauthorized: Problem = {
  type: '/problems/unauthorized',
  title: 'Sign-in needed',
  status: 401,
  detail: 'Open this page in Teams, which signs you in.',
}

export const consentRequired: Problem = {
  type: '/problems/consent-required',
  title: 'Your agreement is needed',
  status: 403,
  detail: 'This app may not act for you yet. Agree to it, or ask an admin of your organization to.',
}

export const notFound: Problem = {
  type: '/problems/not-found',
  title: 'Not here',
  status: 404,
  detail:
    'There is nothing here that you may see. If you are in this team or chat, this app may lack the permission to know that: TeamMember.Read.Group for teams, ChatMember.Read.Chat for chats.',
}

/** @param whoMay a sentence for the person. */
export function notAllowed(whoMay: string): Problem {
  return { type: '/problems/not-allowed', title: 'Not for you to do', status: 403, detail: whoMay }
}

/** Microsoft Graph's final no. Not a 5xx: those are asked again, by the page and by whatever stands between. */
export function refused(refusal: { reason: RefusalReason; detail: string; requestId: string | null }): Problem {
  const { reason, detail, requestId } = refusal
  const title = 'Microsoft Graph does not let this app do that'
  return { type: '/problems/refused', title, status: 403, detail, reason, requestId }
}

export function interactionRequired(claims: string | null): Problem {
  return {
    type: '/problems/interaction-required',
    title: 'Sign in again',
    status: 403,
    detail: 'Your organization wants you to sign in again before this app may act for you.',
    claims,
  }
}

export function rateLimited(retryAfterSeconds: number): Problem {
  return {
    type: '/problems/rate-limited',
    title: 'A little slower, please',
    status: 429,
    detail: `That was a lot at once. Try again in ${retryAfterSeconds} s.`,
    retryAfterSeconds,
  }
}

export function badRequest(detail: string, status: 400 | 413 | 415 = 400): Problem {
  return { type: '/problems/bad-request', title: 'Not understood', status, detail }
}

export function unavailable(detail: string, retryAfterSeconds?: number): Problem {
  const wait = retryAfterSeconds === undefined ? {} : { retryAfterSeconds }
  return { type: '/problems/unavailable', title: 'Not available now', status: 503, detail, ...wait }
}
