import { errors, type JWTPayload, jwtVerify } from 'jose'
import { KeysUnavailable, type SigningKeys } from '../signing-keys.ts'
import { field } from './activity-fields.ts'

/** What the token of an activity turned out to be. */
export type ChannelToken =
  | { kind: 'verified'; claims: JWTPayload }
  /** `reason` is for the log: whoever sent the token learns nothing but that it was not taken. */
  | { kind: 'refused'; reason: string }
  /** The keys to check it with cannot be read. */
  | { kind: 'unavailable'; error: unknown }

/** Of an `Authorization` header, beside the fields of the activity that its token has to fit. Never rejects. */
export type VerifyChannelToken = (authorization: string, activity: TokenSubject) => Promise<ChannelToken>

type TokenSubject = { channelId: string; serviceUrl: string }

export type ChannelRules = { botId: string; tokenIssuer: string; readKeys(): Promise<SigningKeys> }

/** "Industry-standard clock-skew is 5 minutes" (the page below). */
const skewSeconds = 5 * 60

/**
 * Checks the token of an activity by every step of
 * https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication ("Connector to
 * bot"), and that it ends. What the Emulator, skills and Azure's other channels send is not Teams' and does not get in.
 */
export function createVerifyChannelToken(rules: ChannelRules): VerifyChannelToken {
  return async (authorization, activity) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/.exec(authorization)?.[1]
    if (!token) return refused('no token')
    try {
      return await verify(token, activity, { ...rules, signing: await rules.readKeys() })
    } catch (error) {
      if (error instanceof KeysUnavailable) return { kind: 'unavailable', error }
      return refused(error instanceof errors.JOSEError ? error.code : 'not readable')
    }
  }
}

async function verify(
  token: string,
  { channelId, serviceUrl }: TokenSubject,
  { botId, tokenIssuer, signing }: Omit<ChannelRules, 'readKeys'> & { signing: SigningKeys },
): Promise<ChannelToken> {
  const { payload, protectedHeader } = await jwtVerify(token, signing.findKey, {
    algorithms: ['RS256'],
    issuer: tokenIssuer,
    audience: botId,
    clockTolerance: skewSeconds,
    requiredClaims: ['exp', 'serviceurl'],
  })
  if (typeof payload.aud !== 'string') return refused('more than one audience')
  if (payload['serviceurl'] !== serviceUrl) return refused('another service')
  return isEndorsed(channelId, protectedHeader.kid, signing)
    ? { kind: 'verified', claims: payload }
    : refused('the channel')
}

/** The channels that a key signs for stand beside it; one that names none signs for every channel. */
function isEndorsed(channelId: string, kid: string | undefined, { published }: SigningKeys): boolean {
  const key = kid === undefined ? undefined : published(kid)
  const endorsements = field(key, 'endorsements')
  if (!key) return false
  return !Array.isArray(endorsements) || endorsements.length === 0 || endorsements.includes(channelId)
}

const refused = (reason: string): ChannelToken => ({ kind: 'refused', reason })
