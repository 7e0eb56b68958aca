import type { Trouble } from '../../installations/answer.ts'
import type { CommandRefusal } from '../../rollouts/change-rollout.ts'
import type { Rollout } from '../../rollouts/rollout.ts'

/** Why nothing was changed, and what would help. */
export function refusalWords(why: CommandRefusal, name: string, rollout: Rollout | null): string {
  switch (why) {
    case 'not-found':
      return 'There is no rollout with that id in this tenant.'
    case 'wrong-state':
      return wrongStateWords(name, rollout)
    case 'same-person':
      return 'Whoever started a rollout cannot approve it: somebody else has to.'
    case 'other-permissions':
      return 'Another version is the newest by now and asks for other permissions: abort this rollout and plan anew.'
    case 'nothing-published':
      return 'No version of the app is published in the catalog: publish it again and resume, or abort this rollout.'
    case 'catalog-unreadable':
      return 'The app catalog could not be read just now, so nothing was changed: try again in a minute.'
    case 'nothing-to-retry':
      return 'Nothing failed and nothing was refused, so there is nothing to retry.'
    case 'another-under-way':
      return 'Another rollout of the same app is under way: it has to end, or be aborted, first.'
  }
}

function wrongStateWords(name: string, rollout: Rollout | null): string {
  const wasBegun = rollout?.state !== 'aborted' || rollout.startedAt !== null
  if (!wasBegun) return 'Its start was cut short, so it was never begun: start another one.'
  return `The rollout is ${rollout?.state ?? 'gone'}, so there is nothing to ${name}.`
}

/** Graph could not be asked. */
export function troubleWords(trouble: Trouble): string {
  switch (trouble.kind) {
    case 'throttled':
      return `Graph asks to wait${trouble.retryAfterSeconds === null ? '' : ` ${Math.ceil(trouble.retryAfterSeconds)} seconds`}. Try again then.`
    case 'refused':
      return `Graph refused: ${trouble.detail} ${requestWords(trouble.requestId)}`.trim()
    case 'not-found':
    case 'doubtful':
    case 'unclear':
    case 'failed':
      return `Graph could not be asked: ${trouble.detail} ${requestWords(trouble.requestId)}`.trim()
  }
}

const requestWords = (requestId: string | null) => (requestId === null ? '' : `(request ${requestId})`)

export const notInCatalog = (app: string) =>
  `The tenant's app catalog has no published app with the id ${app}: neither in a manifest nor of its own.`

export const permissionsChanged = (hash: string) =>
  `The newest version asks for other permissions than those you accepted; the hash is ${hash} now. Look at the plan again.`

export const underWay = (id: string) =>
  `Another rollout of this app is under way: ${id}. It has to end, or be aborted, before the next one starts.`
