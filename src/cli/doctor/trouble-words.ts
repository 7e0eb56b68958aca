import type { Trouble } from '../../installations/answer.ts'

/** Why something could not be read, with Graph's request id where there is one. */
export function inWords(trouble: Trouble): string {
  const detail = trouble.kind === 'throttled' ? 'Graph asks to wait' : trouble.detail
  return trouble.requestId ? `${detail} (request id ${trouble.requestId})` : detail
}

/** What can be granted, and where: the same words wherever a permission is missing. */
export function grant(permission: string): string {
  return `Add ${permission} to the Entra app (App registrations › API permissions › Microsoft Graph › Application permissions) and grant admin consent. A running bot uses it within a minute after Graph refuses something for want of it; everything else once its token ends (an hour, a day for a managed identity) or it is restarted.`
}
