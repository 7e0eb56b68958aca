import { z } from 'zod'

/** An activity as it comes in, before anybody vouched for it. Its type is open: Teams invents new ones. */
export type IncomingActivity = Record<string, unknown> & { type: string }

// Some channels write null for what is absent.
const text = z.string().nullish()
const account = z.looseObject({ id: z.string() })
const objects = z.array(z.looseObject({})).nullish()

/**
 * What every activity has (Bot Framework Activity schema), and the types of the optional fields that botbuilder and
 * this bot reach into without looking. `channelData` may be absent: an `installationUpdate` of a Teams upgrade has none.
 * Empty `channelId` and `serviceUrl` pass: the checks after authentication refuse those by name.
 */
const activity = z.looseObject({
  type: z.string().min(1),
  channelId: z.string(),
  serviceUrl: z.string(),
  from: z.looseObject({ id: z.string().min(1) }),
  conversation: z.looseObject({
    id: z.string().min(1),
    tenantId: text,
    conversationType: text,
    name: text,
    isGroup: z.boolean().nullish(),
  }),
  id: text,
  recipient: account.nullish(),
  text,
  textFormat: text,
  name: text,
  action: text,
  locale: text,
  replyToId: text,
  topicName: text,
  timestamp: text,
  localTimestamp: text,
  channelData: z.looseObject({}).nullish(),
  entities: objects,
  attachments: objects,
  membersAdded: z.array(account).nullish(),
  membersRemoved: z.array(account).nullish(),
  reactionsAdded: objects,
  reactionsRemoved: objects,
})

export function isActivity(value: unknown): value is IncomingActivity {
  return activity.safeParse(value).success
}
