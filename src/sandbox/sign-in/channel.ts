import type { IncomingHttpHeaders } from 'node:http'
import type { Reply } from '../route.ts'
import { type Keys, signToken } from './keys.ts'

export type ChannelParts = { keys(): Promise<Keys>; bot(): { id: string; url: string } }

export type ChannelRequest = { method: string; url: URL; headers: IncomingHttpHeaders; bodyText: string }

export const channelRoot = '/_sandbox/channel'
const issuer = 'https://api.botframework.com'

/**
 * Stands in for Azure Bot Service between a Teams client and the bot: signs every activity the way
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication describes, hands it
 * on and brings the answer back.
 */
export async function answerChannel({ method, url, bodyText }: ChannelRequest, parts: ChannelParts): Promise<Reply> {
  switch (`${method} ${url.pathname.slice(channelRoot.length)}`) {
    case 'GET /.well-known/openidconfiguration':
      return { status: 200, body: { issuer, jwks_uri: `${url.origin}${channelRoot}/keys` } }
    case 'GET /keys':
      return { status: 200, body: { keys: [{ ...(await parts.keys()).published, endorsements: ['msteams'] }] } }
    // The Playground looks whether anybody is there.
    case 'GET /api/messages':
      return { status: 200 }
    case 'POST /api/messages':
      return deliver(bodyText, parts)
    default:
      return { status: 404, body: { error: `The channel has no ${method} ${url.pathname}.` } }
  }
}

async function deliver(bodyText: string, { keys, bot }: ChannelParts): Promise<Reply> {
  const { id, url } = bot()
  const claims = { iss: issuer, aud: id, serviceurl: serviceUrlIn(bodyText) }
  const token = await signToken(claims, await keys(), 3_600)
  const answer = await fetch(`${url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: bodyText,
  }).catch(() => null)
  if (!answer) return { status: 502, body: { error: 'The bot does not answer.' } }
  return { status: answer.status, body: await answer.text(), headers: { 'content-type': 'application/json' } }
}

function serviceUrlIn(text: string): string {
  try {
    const activity: { serviceUrl?: unknown } = Object(JSON.parse(text))
    return String(activity.serviceUrl ?? '')
  } catch {
    return ''
  }
}
