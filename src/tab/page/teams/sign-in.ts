import { authentication } from '@microsoft/teams-js'
import { type Answer, ok, type Problem, problemOf } from '../api/answer.ts'

export type SignIn = {
  getToken(): Promise<Answer<string>>
  /** Opens Entra's own page in a window. True when the person went through with it. */
  askPerson(problem: Extract<Problem, { kind: 'consent-required' | 'interaction-required' }>): Promise<boolean>
}

const WINDOW = { width: 600, height: 640 }

/** Single sign-on as Teams offers it. Claims that Entra asked for once are asked for from then on. */
export function createSignIn(loginHint: string | null): SignIn {
  let claims: string | null = null
  return {
    getToken: () =>
      authentication
        .getAuthToken(claims ? { claims: [claims] } : {})
        .then(ok, (error: unknown) => problemOf(why(error))),
    askPerson: async (problem) => {
      const asked = problem.kind === 'interaction-required' ? problem.claims : null
      const isDone = await authentication.authenticate({ url: addressOf(asked, loginHint), ...WINDOW }).then(
        () => true,
        () => false,
      )
      if (isDone && asked) claims = asked
      return isDone
    },
  }
}

function addressOf(claims: string | null, loginHint: string | null): string {
  const address = new URL('auth-start.html', document.baseURI)
  // teams-js opens nothing else; the parent page of local use turns it back.
  address.protocol = 'https:'
  if (claims) address.searchParams.set('claims', claims)
  if (loginHint) address.searchParams.set('login_hint', loginHint)
  return address.href
}

/** https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-code */
function why(error: unknown): Problem {
  const reason = error instanceof Error ? error.message : ''
  if (/consent|CancelledByUser|FailedToOpenWindow/i.test(reason)) return { kind: 'consent-required' }
  if (/mfa|interaction/i.test(reason)) return { kind: 'interaction-required', claims: null }
  return { kind: 'sign-in-failed' }
}
