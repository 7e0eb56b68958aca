import type { PermissionDiff } from './permission-set.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** What stands between the installed and the newest version, as far as Graph lets one know. */
export type UpdateKind = 'none' | 'probably-automatic' | 'upgrade' | 'consent' | 'unknown'

/** What `status` can say of one app in one scope; the other kinds are the endings it shares with an upgrade. */
export type InstallationStatus =
  | {
      kind: 'installed'
      appName: string
      installed: string | null
      newest: string | null
      update: UpdateKind
      /** `null` when either side could not be read. */
      permissions: PermissionDiff | null
    }
  | Extract<UpgradeOutcome, { kind: 'not-installed' | 'refused' | 'try-later' | 'failed' }>
