import type { Permission } from './permission-set.ts'

export const refusalReasons = [
  'not-allowed-person',
  'missing-permission',
  'permission-mismatch',
  'app-mismatch',
  'unsupported',
  'rejected',
] as const

export type RefusalReason = (typeof refusalReasons)[number]

/**
 * How one upgrade ended. Every surface switches on `kind` exhaustively. `from` and `to` are null where unknown;
 * `requestId` is Graph's own, null when this product refused by itself or no answer ever came.
 */
export type UpgradeOutcome =
  | {
      kind: 'upgraded'
      from: string | null
      to: string | null
      granted: Permission[]
      missing: Permission[]
      lost: Permission[]
    }
  | { kind: 'accepted'; from: string | null; to: string | null }
  | { kind: 'already-latest'; version: string }
  | {
      kind: 'needs-consent'
      from: string | null
      to: string | null
      added: Permission[]
      kept: Permission[]
      dropped: Permission[]
    }
  | { kind: 'not-installed' }
  | { kind: 'refused'; reason: RefusalReason; detail: string; requestId: string | null }
  | { kind: 'try-later'; retryAfterSeconds: number; requestId: string | null }
  | { kind: 'failed'; detail: string; requestId: string | null }
