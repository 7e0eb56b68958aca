import type { Command } from '../../../rollouts/change-rollout.ts'
import type { TargetState } from '../../../rollouts/target.ts'
import { type Answer, ok } from './answer.ts'
import { type ApiParts, callApi, callForJson, within } from './call-api.ts'
import {
  type CommandEnd,
  isCommandEnd,
  isPreviewed,
  isRollout,
  isRolloutList,
  isStartEnd,
  isTargetPage,
  isTimeline,
  type ListedRollout,
  type Plan,
  type Preview,
  type Previewed,
  type StartEnd,
  type TargetPage,
  type Timeline,
} from './rollout-shapes.ts'

export type TargetFilter = { states: TargetState[]; search: string; after: string | null }

type Shown = Pick<Preview, 'version' | 'hash'>

export type RolloutsApi = {
  list(signal: AbortSignal): Promise<Answer<ListedRollout[]>>
  read(id: string, signal: AbortSignal): Promise<Answer<ListedRollout>>
  targets(id: string, filter: TargetFilter, signal: AbortSignal): Promise<Answer<TargetPage>>
  timeline(id: string, signal: AbortSignal): Promise<Answer<Timeline>>
  preview(plan: Pick<Plan, 'app' | 'kinds' | 'include'>): Promise<Answer<Previewed>>
  /** Begins what was shown and nothing else; with its permissions accepted, or without. */
  start(plan: Plan, shown: Shown, hasAccepted: boolean): Promise<Answer<StartEnd>>
  command(id: string, command: Command): Promise<Answer<CommandEnd>>
  /** The report as a file, with the name that the server gives it. */
  report(id: string, format: 'csv' | 'json'): Promise<Answer<{ name: string; content: Blob }>>
}

const base = '/api/tab/rollouts'
const READ_WITHIN_MS = 40_000
const ACT_WITHIN_MS = 60_000
const REPORT_WITHIN_MS = 600_000

export function createRolloutsApi(parts: ApiParts): RolloutsApi {
  const read = <Value>(path: string, check: (body: unknown) => body is Value, signal: AbortSignal) =>
    callForJson({ method: 'GET', path: base + path, signal: within(READ_WITHIN_MS, signal) }, check, parts)
  const send = <Value>(path: string, body: object, check: (body: unknown) => body is Value) =>
    callForJson({ method: 'POST', path: base + path, body, signal: within(ACT_WITHIN_MS) }, check, parts)
  const of = (id: string, more = '') => `/${encodeURIComponent(id)}${more}`
  return {
    list: async (signal) => {
      const answer = await read('', isRolloutList, signal)
      return answer.kind === 'ok' ? ok(answer.value.rollouts) : answer
    },
    read: (id, signal) => read(of(id), isRollout, signal),
    targets: (id, filter, signal) => read(of(id, `/targets?${queryOf(filter)}`), isTargetPage, signal),
    timeline: (id, signal) => read(of(id, '/timeline'), isTimeline, signal),
    preview: ({ app, kinds, include }) =>
      send('/preview', { kinds, ...(app && { app }), ...(include !== undefined && { include }) }, isPreviewed),
    start: (plan, { version, hash }, hasAccepted) =>
      send('', { ...plan, shown: { version, hash }, acceptedSet: hasAccepted ? hash : null }, isStartEnd),
    command: (id, command) => send(of(id, `/${command}`), {}, isCommandEnd),
    report: async (id, format) => {
      const path = base + of(id, `/export?format=${format}`)
      const answer = await callApi({ method: 'GET', path, signal: within(REPORT_WITHIN_MS) }, parts)
      if (answer.kind === 'problem') return answer
      const content = await answer.value.blob().catch(() => null)
      if (!content) return { kind: 'problem', problem: { kind: 'unavailable' } }
      return ok({ name: fileName(answer.value) ?? `rollout.${format}`, content })
    },
  }
}

function queryOf({ states, search, after }: TargetFilter): URLSearchParams {
  const query = new URLSearchParams(states.map((state) => ['state', state]))
  if (search) query.set('search', search)
  if (after) query.set('after', after)
  return query
}

function fileName(response: Response): string | null {
  return /filename="([\w.-]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? null
}
