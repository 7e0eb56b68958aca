import type { Answer } from '../installations/answer.ts'
import type { CallContext, Installation, InstalledApps } from '../installations/installed-apps.ts'
import { isUnsent } from '../installations/is-unsent.ts'
import type { Rollout } from './rollout.ts'
import type { ClaimedTarget } from './target.ts'

export type TargetParts = {
  installedApps: InstalledApps
  rollout: Rollout
  target: ClaimedTarget
  /** Aborted when nothing more is to be begun. */
  signal: AbortSignal
}

/** `isToken`: no call works any more. Else a permission is missing, which may concern this kind of place alone. */
export type CredentialTrouble = { detail: string; isToken: boolean }

/** What a target's calls showed, beside its outcome. */
export type Observed = {
  /** The installation as it was last read. */
  installation: Installation | null
  /** Graph's word that would be the same for every other target. */
  credentialTrouble: CredentialTrouble | null
  /** A request that changes something left this process, or may have. */
  isSent: boolean
}

/**
 * The installed apps of one tenant as one target's upgrade sees them: in the rollout's lane, stopped when the rollout is,
 * and without asking for what is known, where the rollout goes without reading back.
 */
export function targetInstalledApps({ installedApps, rollout, target, signal }: TargetParts) {
  const observed: Observed = { installation: null, credentialTrouble: null, isSent: false }
  // What was sent is read to its end, whatever is told to the rollout meanwhile.
  const inLane = (call: CallContext): CallContext =>
    observed.isSent ? { ...call, lane: 'rollout' } : { ...call, lane: 'rollout', signal }
  const known = knownInstallation({ rollout, target })
  let isFirst = true
  const watched = <T>(answer: Answer<T>): Answer<T> => {
    observed.credentialTrouble ??= credentialTroubleOf(answer)
    return answer
  }
  const apps: InstalledApps = {
    async find(scope, app, call) {
      const isKnown = isFirst && known !== null
      isFirst = false
      if (isKnown) return { kind: 'ok', value: known, requestId: null }
      const answer = watched(await installedApps.find(scope, app, inLane(call)))
      if (answer.kind === 'ok') observed.installation = answer.value
      return answer
    },
    list: (scope, call) => installedApps.list(scope, inLane(call)),
    readGrants: (scope, clientAppId, call) => installedApps.readGrants(scope, clientAppId, inLane(call)),
    async readConsented(scope, app, call) {
      if (known !== null) return { kind: 'ok', value: known.consented, requestId: null }
      return watched(await installedApps.readConsented(scope, app, inLane(call)))
    },
    async upgrade(scope, upgrade, call) {
      if (rollout.settings.isDryRun) return { kind: 'ok', value: null, requestId: null }
      const answer = watched(await installedApps.upgrade(scope, upgrade, inLane(call)))
      // Stopped in the line for its moment, or turned away there, or without a token: never sent.
      observed.isSent ||= !isUnsent(answer)
      return answer
    },
  }
  return { apps, observed }
}

/** A memory is no proof: it serves only a rollout that asks for none, and never after a request whose end is unknown. */
function knownInstallation({ rollout, target }: Pick<TargetParts, 'rollout' | 'target'>): Installation | null {
  const { known, sent, attempts } = target
  if (rollout.settings.verify || rollout.settings.isDryRun || !known || sent || attempts > 1) return null
  const { catalogId, externalId, name } = rollout.app
  return {
    id: known.installationId,
    version: known.version,
    consented: known.consented ?? [],
    app: { catalogId, externalId, name },
  }
}

function credentialTroubleOf(answer: Answer<unknown>): CredentialTrouble | null {
  if (answer.kind === 'failed') return answer.isTokenTrouble ? { detail: answer.detail, isToken: true } : null
  const isOurs = answer.kind === 'refused' && ['missing-permission', 'app-mismatch'].includes(answer.reason)
  return isOurs ? { detail: answer.detail, isToken: false } : null
}
