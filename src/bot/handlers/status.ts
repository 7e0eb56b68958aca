import type { InstallationStatus } from '../../installations/installation-status.ts'
import { explainStatus } from '../explain-status.ts'
import type { Handler } from '../routes.ts'
import type { Turn } from '../turn.ts'

export type StatusHere = (turn: Turn) => Promise<InstallationStatus>

/** `status`: what is installed here beside what is published, who may upgrade it, and what happened last. */
export function createStatus({ statusHere }: { statusHere: StatusHere }): Handler {
  return async (turn) => {
    const view = explainStatus(await statusHere(turn), {
      place: turn.scope.kind,
      app: turn.pressed.app,
      askedBy: turn.person.name,
    })
    return { view }
  }
}
