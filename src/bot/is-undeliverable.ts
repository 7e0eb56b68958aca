import { field } from './activity-fields.ts'

/** Teams says that the bot is not in the conversation any more, or that the message is gone: trying again is no use. */
export function isUndeliverable(error: unknown): boolean {
  const status = field(error, 'statusCode')
  return status === 403 || status === 404
}
