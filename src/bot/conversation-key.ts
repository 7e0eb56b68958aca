import type { Reference } from './conversations.ts'

/** The conversation whatever thread of it is meant: what Teams counts a bot's messages by. */
export function conversationKey({ conversation }: Reference): string {
  const [key = ''] = (conversation?.id ?? '').split(';')
  return key
}
