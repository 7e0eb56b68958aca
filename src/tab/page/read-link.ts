export type Shown = 'apps' | 'history' | 'rollouts'

/** What a deep link asks for: `rollouts`, `rollouts/{id}`, or an app by one of its ids. */
export type PageLink = { shown: Shown; app: string | null; rollout: string | null }

export function readLink(subPageId: string | null): PageLink {
  const [, rest] = /^rollouts(?:\/(.*))?$/.exec(subPageId ?? '') ?? []
  const isRollouts = subPageId === 'rollouts' || rest !== undefined
  if (isRollouts) return { shown: 'rollouts', app: null, rollout: rest || null }
  return { shown: 'apps', app: subPageId, rollout: null }
}
