import { randomUUID } from 'node:crypto'
import { compareVersions } from '../installations/compare-versions.ts'
import type { AppReference } from '../installations/installed-apps.ts'
import type { Jobs } from '../installations/jobs.ts'
import type { AdminConversation, AdminConversations, VersionOffers } from './admin-conversations.ts'
import type { Rollouts } from './create-rollouts.ts'
import { appIdOf } from './pinned-catalog.ts'
import type { RolloutPreview } from './preview-rollout.ts'
import type { Rollout, RolloutSettings } from './rollout.ts'
import type { PlaceKind } from './target.ts'

/** What admins are told of a new version. */
export type VersionNews =
  | { kind: 'offered'; preview: RolloutPreview }
  | { kind: 'begun'; preview: RolloutPreview; rolloutId: string }

export type VersionWatchParts = {
  mode: 'offer' | 'automatic'
  app: AppReference
  kinds: PlaceKind[]
  source: 'directory' | 'known'
  settings: RolloutSettings
  everySeconds: number
  rollouts: Pick<Rollouts, 'preview' | 'list' | 'start'>
  adminConversations: AdminConversations
  versionOffers: VersionOffers
  jobs: Jobs
  /** Tenants that are served by the settings, beside those with admins that the bot knows. */
  tenants: readonly string[]
  mayRollOut(tenantId: string, personId: string): Promise<boolean>
  /** False when nobody can be told anything there any more. */
  tell(admin: AdminConversation, news: VersionNews): Promise<boolean>
  onTrouble(error: unknown, what: string): void
}

const jobName = 'version-watch'
const singletonKey = 'watch'
/** A process that starts has other things to do first. */
const firstLookSeconds = 60

/**
 * Looks for a newer version of the app once in so long, as one job in the store whatever the number of processes and
 * restarts. A version is told to each admin once, and rolled out by itself only where it asks for nothing new.
 */
export function createVersionWatch(parts: VersionWatchParts): { start(): Promise<void> } {
  const { jobs, everySeconds } = parts
  return {
    async start() {
      await jobs.work(jobName, async () => {
        // The next look first: whatever comes of this one, there is another.
        await jobs.schedule(jobName, {}, { runAfterSeconds: everySeconds, singletonKey })
        await lookEverywhere(parts)
      })
      const runAfterSeconds = Math.min(firstLookSeconds, everySeconds)
      await jobs.schedule(jobName, {}, { runAfterSeconds, singletonKey })
    },
  }
}

async function lookEverywhere(parts: VersionWatchParts): Promise<void> {
  const tenants = new Set([...parts.tenants, ...(await parts.adminConversations.tenants())])
  for (const tenantId of tenants) {
    await lookInto(tenantId, parts).catch((error: unknown) =>
      parts.onTrouble(error, 'a newer version could not be looked for'),
    )
  }
}

async function lookInto(tenantId: string, parts: VersionWatchParts): Promise<void> {
  const { rollouts, app, kinds } = parts
  const asked = { tenantId, app, kinds, list: null }
  const previewed = await rollouts.preview(asked, { correlationId: randomUUID(), lane: 'rollout' })
  if (previewed.kind === 'not-in-catalog') return
  if (previewed.kind !== 'ok') return parts.onTrouble(previewed, 'a newer version could not be looked for')
  const { preview } = previewed
  const last = await rollouts.list(tenantId, lastRollouts)
  if (last.some((rollout) => covers(rollout, preview))) return
  const begun = parts.mode === 'automatic' && !preview.asksForMore ? await begin(tenantId, preview, parts) : null
  await tellAll(tenantId, begun ?? { kind: 'offered', preview }, parts)
}

const lastRollouts = 20

/** Somebody has rolled it out, or is at it, or gave it up: no news. */
function covers({ app, pinned, settings }: Rollout, preview: RolloutPreview): boolean {
  const isSame = !settings.isDryRun && app.catalogId === preview.app.catalogId
  return isSame && compareVersions(pinned.version, preview.pinned.version) >= 0
}

/** Null when something is in the way: then it is offered. */
async function begin(tenantId: string, preview: RolloutPreview, parts: VersionWatchParts): Promise<VersionNews | null> {
  const { rollouts, app, kinds, source, settings } = parts
  const actor = { via: 'rollout', id: 'version-watch', name: 'The version watch' } as const
  const shown = { version: preview.pinned.version, hash: preview.hash }
  const asked = { tenantId, app, kinds, source, settings, actor, shown, list: null, exclude: [] }
  const started = await rollouts.start(asked, { correlationId: randomUUID(), lane: 'rollout' })
  return started.kind === 'started' ? { kind: 'begun', preview, rolloutId: started.id } : null
}

async function tellAll(tenantId: string, news: VersionNews, parts: VersionWatchParts): Promise<void> {
  const { app, pinned } = news.preview
  const appId = appIdOf(app)
  for (const admin of await parts.adminConversations.of(tenantId)) {
    const { personId } = admin
    const last = await parts.versionOffers.last(tenantId, appId, personId)
    if (last !== null && compareVersions(last, pinned.version) >= 0) continue
    if (!(await parts.mayRollOut(tenantId, personId))) continue
    // Before it is said: nobody should hear of it twice.
    if (!(await parts.versionOffers.claim({ tenantId, appId, personId, version: pinned.version }))) continue
    if (!(await parts.tell(admin, news))) await parts.adminConversations.forget(tenantId, personId)
  }
}
