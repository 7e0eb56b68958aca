import type { Request, Response } from 'restify'
import { type AnswerParts, answerRequest, type TabHandler } from '../answer-request.ts'
import type { MountedOn } from '../mount-tab.ts'
import { unavailable } from '../problems.ts'
import { problem } from '../tab-parts.ts'
import { forAdmins, showAccess } from './admit-admin.ts'
import { commandInTab } from './command-in-tab.ts'
import { exportInTab } from './export-in-tab.ts'
import { previewInTab } from './preview-in-tab.ts'
import { listRollouts, showRollout, showTargets, showTimeline } from './show-rollouts.ts'
import { startInTab } from './start-in-tab.ts'

/** `looks`: of what a page asks for by itself while it is open, so that watching never uses up somebody's presses. */
export type RolloutRoutes = AnswerParts & { looks: AnswerParts['limit'] }

const base = '/api/tab/rollouts'

/** The routes of rollouts. Each is judged by who may roll out when it is called. */
export function mountRollouts({ server }: Pick<MountedOn, 'server'>, { looks, ...parts }: RolloutRoutes): void {
  const answer = (handler: TabHandler, limit: AnswerParts['limit']) => async (request: Request, response: Response) =>
    answerRequest(withStore(handler), { request, response, place: 'me' }, { ...parts, limit })
  const read = (path: string, handler: TabHandler) => server.get(`${base}${path}`, answer(handler, looks))
  const act = (path: string, handler: TabHandler) => server.post(`${base}${path}`, answer(handler, parts.limit))
  read('/access', showAccess)
  read('', forAdmins(listRollouts))
  act('', forAdmins(startInTab))
  act('/preview', forAdmins(previewInTab))
  read('/:rollout', forAdmins(showRollout))
  read('/:rollout/targets', forAdmins(showTargets))
  read('/:rollout/timeline', forAdmins(showTimeline))
  read('/:rollout/export', forAdmins(exportInTab))
  act('/:rollout/:command', forAdmins(commandInTab))
}

/** Rollouts have no life without the store: what rejects is told as such, and no more of it. */
function withStore(handler: TabHandler): TabHandler {
  return async (request, parts, response) => {
    try {
      return await handler(request, parts, response)
    } catch (error) {
      parts.onStoreTrouble(error)
      return problem(unavailable('Rollouts cannot be read or changed now. What is under way goes on by itself.', 10))
    }
  }
}
