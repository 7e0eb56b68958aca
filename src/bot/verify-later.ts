import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { withCorrelation } from '../correlation.ts'
import type { Actor, AuditLog } from '../installations/audit-log.ts'
import type { InstalledApps } from '../installations/installed-apps.ts'
import type { Jobs } from '../installations/jobs.ts'
import { isSettled, verifyUpgrade } from '../installations/verify-upgrade.ts'
import type { Logger } from '../log.ts'
import type { Telemetry } from '../telemetry.ts'
import type { Cards } from './cards.ts'
import type { Conversations } from './conversations.ts'
import { explainOutcome } from './explain-outcome.ts'
import type { VerifyLater } from './reply-to-upgrade.ts'

/** Seconds before each look, one after the other: some minutes in all (public threads saw hours; *Status* is for those). */
const looksAfterSeconds = [20, 60, 180, 600]

export type VerifyParts = {
  jobs: Jobs
  auditLog: Pick<AuditLog, 'record'>
  installedApps(tenantId: string): InstalledApps
  conversations: Pick<Conversations, 'update'>
  cards: Cards
  onStoreTrouble(error: unknown): void
  telemetry: Telemetry
  log: Pick<Logger, 'info' | 'warn'>
  /** Looks sooner than usual; for tests. */
  looksAfterSeconds?: number[]
}

const jobName = 'verify-upgrade'

/**
 * Looks again at upgrades that did not show in time, and once at every other one that holds permissions, because those
 * were seen to get lost silently. Updates the card that told of it when there is something else to tell.
 * A job in the store, so it outlives the process; reading twice does no harm.
 */
export function createVerifyLater(parts: VerifyParts): VerifyLater & { start(): Promise<void> } {
  const waits = parts.looksAfterSeconds ?? looksAfterSeconds
  const put = (job: Job) => parts.jobs.schedule(jobName, job, { runAfterSeconds: waits[job.look] ?? 0 })
  return {
    afterSeconds: waits[0] ?? 0,
    async schedule({ turn, upgrade, messageId, isSettled }) {
      const { tenantId, scope, pressed, person, via, conversation, correlationId } = turn
      const actor: Actor = { via, id: person.id, name: person.name }
      const { expected, appName, app, externalId } = upgrade
      if (!expected || !app || !externalId) return
      const job = {
        id: randomUUID(),
        look: 0,
        isSettled,
        tenantId,
        scope,
        app,
        externalId,
        pressedApp: pressed.app,
        appName,
        actor,
        expected,
        conversation,
        messageId,
        correlationId,
      }
      await withCorrelation(correlationId, () => put(job).catch(parts.onStoreTrouble))
    },
    start: () =>
      parts.jobs.work(jobName, async (data) => {
        const job = jobShape.parse(data)
        const { correlationId } = job
        const isLast = job.look + 1 >= waits.length
        const next = await withCorrelation(correlationId, () =>
          parts.telemetry.span('later look', { correlationId }, () => look(job, parts, isLast)),
        )
        if (next) await put({ ...job, look: job.look + 1, isSettled: false })
      }),
  }
}

const permissions = z.array(
  z.object({ permissionValue: z.string(), permissionType: z.enum(['application', 'delegated']) }),
)
const scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('team'), teamId: z.string() }),
  z.object({ kind: z.literal('chat'), chatId: z.string() }),
  z.object({ kind: z.enum(['user', 'me']), userId: z.string() }),
])
const jobShape = z.object({
  id: z.string(),
  look: z.number(),
  /** The card says already that all is well. */
  isSettled: z.boolean(),
  tenantId: z.string(),
  scope,
  app: z.object({ by: z.enum(['catalogId', 'externalId']), id: z.string() }),
  externalId: z.string(),
  pressedApp: z.string().nullable(),
  appName: z.string().nullable(),
  actor: z.object({
    via: z.enum(['typed', 'pressed', 'tab', 'rollout', 'terminal']),
    id: z.string(),
    name: z.string().nullable(),
  }),
  expected: z.object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    required: permissions,
    consentedBefore: permissions,
    clientAppId: z.string().nullable(),
  }),
  conversation: z.looseObject({}),
  messageId: z.string(),
  correlationId: z.string(),
})

type Job = z.infer<typeof jobShape>

/** One look. @returns whether there should be another. */
async function look(job: Job, parts: VerifyParts, isLast: boolean): Promise<boolean> {
  const { tenantId, scope, app, expected, correlationId } = job
  const outcome = await verifyUpgrade({ scope, app, expected, call: { correlationId } }, parts.installedApps(tenantId))
  parts.log.info({ look: job.look, outcome: outcome?.kind ?? 'unreadable', isLast }, 'an upgrade was looked at again')
  if (outcome === null) return !isLast
  if (isSettled(outcome) && job.isSettled) return false
  // What the card called well and is not is told at once; what it called open, when there is news or no more patience.
  if (!isSettled(outcome) && !job.isSettled && !isLast) return true
  const card = explainOutcome(outcome, {
    appName: job.appName,
    place: scope.kind,
    askedBy: job.actor.name,
    app: job.pressedApp,
    verification: { kind: 'checked', at: new Date().toISOString() },
  })
  await parts.auditLog.record({ ...entryOf(job), outcome }).catch(parts.onStoreTrouble)
  // The message may be gone, or the bot out of the conversation: what was found stands in history all the same.
  await parts.conversations
    .update(job.conversation, job.messageId, parts.cards.render(card))
    .catch((err: unknown) => parts.log.warn({ err }, 'a message could not be updated after a later look'))
  return !isSettled(outcome) && !isLast
}

/** Each look that found something is an entry of its own; the same look run twice is one. */
function entryOf({ id, look, tenantId, scope, externalId, actor, appName, expected, correlationId }: Job) {
  const consent = expected.required.length > 0 ? expected.required : null
  const trace = { id: `${id}-${look}`, tenantId, scope, externalId, actor, appName, consent, correlationId }
  return { ...trace, at: new Date(), requestId: null, isRecovered: true }
}
