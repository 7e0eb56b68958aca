import type { AdminConversation } from '../rollouts/admin-conversations.ts'
import type { VersionNews } from '../rollouts/version-watch.ts'
import type { Cards, CardView } from './cards.ts'
import type { Conversations } from './conversations.ts'
import { isUndeliverable } from './is-undeliverable.ts'
import type { RolloutHouse } from './rollout-house.ts'
import { rolloutPlanView } from './rollout-plan-view.ts'
import { automaticView } from './rollout-views.ts'

export type TellingParts = { conversations: Pick<Conversations, 'send'>; cards: Cards; house: RolloutHouse }

/** Tells an admin of a new version in their own chat. @returns false when that chat is not there any more. */
export async function tellAdmin(
  { conversation }: AdminConversation,
  news: VersionNews,
  { conversations, cards, house }: TellingParts,
): Promise<boolean> {
  try {
    await conversations.send(conversation, cards.render(viewOf(news, house)))
    return true
  } catch (error) {
    if (!isUndeliverable(error)) throw error
    return false
  }
}

function viewOf(news: VersionNews, house: RolloutHouse): CardView {
  const { preview } = news
  switch (news.kind) {
    case 'offered': {
      const lead = 'A new version of this app is in your catalog. Nothing happens before you say so.'
      return rolloutPlanView({ preview, house, lead, underWay: null })
    }
    case 'begun':
      return automaticView({ name: preview.app.name, version: preview.pinned.version }, news.rolloutId)
  }
}
