import type { AuditEntry } from './audit-log.ts'
import type { Verdict } from './authority.ts'
import type { Permission, PermissionDiff } from './permission-set.ts'
import type { UpgradeOutcome } from './upgrade-outcome.ts'

/** What stands between the installed and the newest version, as far as Graph lets one know. */
export type UpdateKind = 'none' | 'probably-automatic' | 'upgrade' | 'consent' | 'unknown'

/** Something that could not be read, with the Graph permissions that would reveal it (none: it is no matter of permission). */
export type Unknown = { kind: 'unknown'; revealedBy: string[] }

/** What `status` can say of one app in one scope; the other kinds are the endings it shares with an upgrade. */
export type InstallationStatus =
  | {
      kind: 'installed'
      appName: string
      installed: string | null
      newest: { kind: 'known'; version: string } | Unknown
      update: UpdateKind
      /** Required by the newest version beside what was consented to. */
      permissions: ({ kind: 'known' } & PermissionDiff) | Unknown
      /** What the app holds here now, by Graph's grants. */
      granted: { kind: 'known'; permissions: Permission[] } | Unknown
      /** Who may upgrade here, and who may if new permissions are asked. */
      mayUpgrade: Verdict
      mayConsent: Verdict
      /** `null`: never by this bot, as far as it remembers. */
      last: { kind: 'known'; entry: AuditEntry | null } | Unknown
      /** Somebody said *Not now* to the newest version's permissions. */
      isDeclined: boolean
    }
  | Extract<UpgradeOutcome, { kind: 'not-installed' | 'refused' | 'try-later' | 'failed' }>
