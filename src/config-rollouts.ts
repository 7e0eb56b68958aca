import type { Variables } from './config-variables.ts'
import { type MaintenanceWindow, parseWindow } from './maintenance-window.ts'

export type RolloutConfig = {
  /** Whether each upgrade is read back before it counts as upgraded. */
  readonly verify: boolean
  /** Where the places come from unless a list says: the tenant's directory, or the bot's own record alone. */
  readonly source: 'directory' | 'known'
  /** Rollouts of more targets need a second person's word; null: none do. */
  readonly approvalAbove: number | null
  /** When upgrades may be sent; null: always. */
  readonly window: MaintenanceWindow | null
  /** Once a day: tell the admins of a new version, or roll it out where it asks for nothing new. */
  readonly versionWatch: 'off' | 'offer' | 'automatic'
}

export function toRollouts(values: Variables): RolloutConfig {
  return {
    verify: values.ROLLOUT_VERIFY !== 'none',
    source: values.ROLLOUT_PLACES ?? 'directory',
    approvalAbove: values.ROLLOUT_APPROVAL_ABOVE ?? null,
    window: values.ROLLOUT_WINDOW ? parseWindow(values.ROLLOUT_WINDOW) : null,
    versionWatch: values.VERSION_WATCH ?? 'off',
  }
}
