import type { AppReference } from '../installations/installed-apps.ts'
import type { RolloutSettings } from '../rollouts/rollout.ts'

/** How rollouts begun in the chat are made here: from the settings, not from what anybody types. */
export type RolloutHouse = {
  /** The app that the bot belongs to. */
  app: AppReference
  settings: Omit<RolloutSettings, 'isDryRun' | 'acceptedSet'>
  source: 'directory' | 'known'
  /** More targets than this need a second person's word; null: none do. */
  approvalAbove: number | null
  /** The publisher's word on why a version asks for more. */
  consentNote: string | null
}
