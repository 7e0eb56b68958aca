import { z } from 'zod'
import type { AppReference } from '../../installations/installed-apps.ts'
import { parseErrorBudget, usualBudget } from '../../rollouts/error-budget.ts'
import type { Gate, RolloutSettings } from '../../rollouts/rollout.ts'
import type { PlaceKind } from '../../rollouts/target.ts'
import { parseWaves, usualWaves } from '../../rollouts/waves.ts'
import type { TabRollouts } from '../tab-parts.ts'

/** As long as the body of a request lets it be. */
const longestList = 250_000
const longestGateSeconds = 30 * 24 * 3600

const kinds = z.array(z.enum(['team', 'chat', 'user'])).min(1)
const app = z.strictObject({ by: z.enum(['catalogId', 'externalId']), id: z.string().min(1).max(500) })
const csv = z.string().max(longestList)

/** What a plan is about. `include` is `targets.csv` as a text: exactly these places. */
export const previewShape = z.strictObject({ app: app.optional(), kinds: kinds.optional(), include: csv.optional() })

/** The same, and how to go about it. What is left out is as usual. */
export const startShape = previewShape.extend({
  source: z.enum(['directory', 'known']).optional(),
  exclude: csv.optional(),
  waves: z.string().max(200).optional(),
  gate: z.enum(['auto', 'manual', 'timed']).optional(),
  /** With the gate `timed`. */
  gateSeconds: z.int().min(1).max(longestGateSeconds).optional(),
  maxFailures: z.string().max(20).optional(),
  dryRun: z.boolean().optional(),
  force: z.boolean().optional(),
  /** The `hash` of the plan whose permissions were accepted. */
  acceptedSet: z.string().max(200).nullable().optional(),
  /** The plan as the person saw it: nothing else is begun. */
  shown: z.strictObject({ version: z.string().max(200), hash: z.string().max(200) }).optional(),
})

export type PreviewBody = z.infer<typeof previewShape>
export type StartBody = z.infer<typeof startShape>

export function placesAsked(
  body: PreviewBody,
  { ownApp }: { ownApp: AppReference },
): { app: AppReference; kinds: PlaceKind[] } {
  return { app: body.app ?? ownApp, kinds: [...new Set(body.kinds ?? (['team', 'chat', 'user'] as const))] }
}

/** Null with what is wrong where the texts in it say nothing. */
export function settingsAsked(body: StartBody, usual: TabRollouts['usual']): RolloutSettings | { wrong: string } {
  const waves = body.waves === undefined ? [...usualWaves] : parseWaves(body.waves)
  if (!waves) return { wrong: 'waves must be rising percents, such as "1,10,100".' }
  const budget = body.maxFailures === undefined ? usualBudget : parseErrorBudget(body.maxFailures)
  if (!budget) return { wrong: 'maxFailures must be a number or a percent, such as "5" or "5%".' }
  const gate = gateAsked(body)
  if (!gate) return { wrong: 'gateSeconds goes with the gate "timed", and with no other.' }
  return {
    waves,
    gate,
    budget,
    window: usual.window,
    isDryRun: body.dryRun ?? false,
    force: body.force ?? false,
    verify: usual.verify,
    acceptedSet: body.acceptedSet ?? null,
  }
}

function gateAsked({ gate = 'auto', gateSeconds }: StartBody): Gate | null {
  if (gate === 'timed') return gateSeconds === undefined ? null : { kind: 'timed', seconds: gateSeconds }
  return gateSeconds === undefined ? { kind: gate } : null
}
