import type { AppReference } from '../../installations/installed-apps.ts'

/** People have one id of an app and seldom know which: the manifest's is tried first. */
export async function byEitherId<T extends { kind: string }>(
  id: string,
  ask: (app: AppReference) => Promise<T>,
): Promise<T> {
  const answer = await ask({ by: 'externalId', id })
  return answer.kind === 'not-in-catalog' ? ask({ by: 'catalogId', id }) : answer
}
