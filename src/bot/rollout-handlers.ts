import type { Command as RolloutVerb } from '../rollouts/change-rollout.ts'
import { planRollout } from './handlers/rollout.ts'
import { confirmRollout, leaveMessage, listRollouts, tellRollout } from './handlers/rollout-command.ts'
import { type StartParts, startFromPlan } from './handlers/rollout-start.ts'
import type { JudgeRolloutAdmin } from './judge-rollout-admin.ts'
import { noStoreView, notAdminView } from './rollout-views.ts'
import type { Handler, Reply, RolloutCommand } from './routes.ts'
import { showRollout } from './show-rollout.ts'
import type { Turn } from './turn.ts'

export type RolloutHandlerParts = StartParts & { judge: JudgeRolloutAdmin; onStoreTrouble(error: unknown): void }

/** What the chat does about rollouts. Whoever types or presses is judged before anything is read or shown. */
export function createRolloutHandlers(parts: RolloutHandlerParts): Record<RolloutCommand, Handler> {
  const forAdmins = (act: (turn: Turn) => Promise<Reply>): Handler => {
    return async (turn) => {
      const isPrivate = turn.via === 'pressed'
      const verdict = await parts.judge(turn)
      if (verdict.kind === 'refused') return { view: notAdminView(verdict.whoMay), isPrivate }
      return act(turn).catch((error: unknown) => {
        if (!isStoreTrouble(error)) throw error
        parts.onStoreTrouble(error)
        return { view: noStoreView(), isPrivate }
      })
    }
  }
  const tell = (verb: RolloutVerb) => forAdmins((turn) => tellRollout(turn, verb, parts))
  return {
    rollout: forAdmins(async (turn) => {
      await leaveMessage(turn, parts)
      return planRollout(turn, parts)
    }),
    'rollout-start': forAdmins((turn) => startFromPlan(turn, { isDryRun: false, accepts: false }, parts)),
    'rollout-accept': forAdmins((turn) => startFromPlan(turn, { isDryRun: false, accepts: true }, parts)),
    'rollout-dry-run': forAdmins((turn) => startFromPlan(turn, { isDryRun: true, accepts: false }, parts)),
    'rollout-list': forAdmins((turn) => listRollouts(turn, parts)),
    'rollout-show': forAdmins((turn) => showRollout(turn, { id: turn.pressed.rollout ?? '' }, parts)),
    'rollout-pause': tell('pause'),
    'rollout-resume': forAdmins((turn) => confirmRollout(turn, 'resume', parts)),
    'rollout-resume-now': tell('resume'),
    'rollout-abort': forAdmins((turn) => confirmRollout(turn, 'abort', parts)),
    'rollout-abort-now': tell('abort'),
    'rollout-promote': tell('promote'),
    'rollout-approve': tell('approve'),
    'rollout-retry': tell('retry'),
  }
}

/** By its name: the database is another layer. */
const isStoreTrouble = (error: unknown) => error instanceof Error && error.name === 'StoreUnavailable'
