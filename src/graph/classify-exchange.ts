import { field } from './read-answer.ts'

/** Why a person's token for Graph was not given. */
export type ExchangeRefusal =
  /** The person, or an admin for them, has not yet agreed that this app acts for them. */
  | { kind: 'consent-required' }
  /** The person has to sign in again or prove more; `claims` is what the sign-in must be asked for, null where Entra did not say. */
  | { kind: 'interaction-required'; claims: string | null }
  /** Entra does not take the tab's token (any more): a fresh one may do. */
  | { kind: 'assertion-refused' }
  | { kind: 'unavailable'; detail: string }

/** AADSTS codes, https://learn.microsoft.com/entra/identity-platform/reference-error-codes. */
const consentCodes = ['65001', '65004', '90094', '90093', '90008']
const assertionCodes = ['500133', '50013', '700024', '50027', '500131']

/**
 * What an error of @azure/identity's on-behalf-of credential means. Entra's own answer is in MSAL's error behind it
 * (`cause`); where that is hidden, its text begins with the same words ("invalid_grant: AADSTS65001 …").
 */
export function classifyExchange(error: unknown): ExchangeRefusal {
  const message = error instanceof Error ? error.message : String(error)
  const cause = error instanceof Error ? error.cause : undefined
  const code = textIn(cause, 'errorCode') ?? /^(\w+):/.exec(message)?.[1] ?? ''
  const number = /AADSTS(\d+)/.exec(message)?.[1] ?? textIn(cause, 'errorNo') ?? ''
  const detail = textIn(cause, 'subError') ?? ''
  if (code === 'consent_required' || detail === 'consent_required' || consentCodes.includes(number)) {
    return { kind: 'consent-required' }
  }
  if (assertionCodes.includes(number)) return { kind: 'assertion-refused' }
  const needsPerson = ['interaction_required', 'login_required'].includes(code) || isInteractive(cause)
  if (needsPerson || code === 'invalid_grant') return { kind: 'interaction-required', claims: textIn(cause, 'claims') }
  return { kind: 'unavailable', detail: number ? `AADSTS${number}` : code || 'no answer from the sign-in service' }
}

/** MSAL knows by sub-codes which refusals only a person can lift (`basic_action`, `bad_token` and their kind). */
const isInteractive = (cause: unknown) => cause instanceof Error && cause.name === 'InteractionRequiredAuthError'

function textIn(value: unknown, name: string): string | null {
  const text = field(value, name)
  return typeof text === 'string' && text !== '' ? text : null
}
