import type { Activity } from 'botbuilder'
import { isGuid } from '../installations/place-ids.ts'

/** `value[name]` of whatever a client sent. Own properties only: `__proto__` and its kind are no fields. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined
}

/** The tenant a turn belongs to: the conversation's, which Teams fills in, else the channel data's. */
export function tenantOf(activity: Activity): string | null {
  const tenantId = activity.conversation.tenantId ?? field(field(activity.channelData, 'tenant'), 'id')
  return isGuid(tenantId) ? tenantId.toLowerCase() : null
}

/** The meeting that a message was written in, by Teams' word. */
export function meetingIdOf(activity: Activity): string | null {
  const id = field(field(activity.channelData, 'meeting'), 'id')
  return typeof id === 'string' && id !== '' ? id : null
}

/** The verb of a pressed button: `Action.Execute` names it in its action, the `Action.Submit` fallback in its data. */
export function verbOf(activity: Activity): string | null {
  const action = field(activity.value, 'action')
  const verb = field(action, 'verb') ?? field(field(action, 'data'), 'verb') ?? field(activity.value, 'verb')
  return typeof verb === 'string' ? verb : null
}
