import type { Permission } from '../../../installations/permission-set.ts'
import { type Answer, ok } from './answer.ts'
import { type ApiParts, callApi, callForJson, within } from './call-api.ts'
import { parseEvents } from './parse-events.ts'
import { type Access, isAccess } from './rollout-shapes.ts'
import {
  type HistoryPage,
  isAppList,
  isHistoryPage,
  isOutcome,
  isOutcomeEvent,
  type ListedApp,
  type OutcomeEvent,
  type ToldOutcome,
} from './tab-shapes.ts'

/** The place a tab is about: the person's own apps, or those of one team or chat. */
export type Place = { kind: 'me' } | { kind: 'team'; groupId: string } | { kind: 'chat'; chatId: string }

/** What the page's words depend on. `isMeeting`: a chat that is a meeting's, so what is accepted is accepted in the chat itself. */
export type Where = { place: Place['kind']; isMeeting: boolean }

export type TabApi = {
  listApps(signal: AbortSignal): Promise<Answer<ListedApp[]>>
  /** `consent`: exactly the permissions a person said yes to; null when nobody was asked. */
  upgrade(id: string, consent: Permission[] | null): Promise<Answer<ToldOutcome>>
  history(after: string | null): Promise<Answer<HistoryPage>>
  /** Calls back for each outcome that the server tells, until it ends the stream or `signal` does. */
  followOutcomes(onOutcome: (event: OutcomeEvent) => void, signal: AbortSignal): Promise<void>
  /** Whether there are rollouts to show to this person. */
  rolloutAccess(signal: AbortSignal): Promise<Answer<Access>>
}

const READ_WITHIN_MS = 30_000
const UPGRADE_WITHIN_MS = 120_000

export function createTabApi(place: Place, parts: ApiParts): TabApi {
  const base = `/api/tab/${pathOf(place)}`
  const read = <Value>(path: string, check: (body: unknown) => body is Value, signal?: AbortSignal) =>
    callForJson({ method: 'GET', path: base + path, signal: within(READ_WITHIN_MS, signal) }, check, parts)
  return {
    listApps: async (signal) => {
      const answer = await read('/installations', isAppList, signal)
      return answer.kind === 'ok' ? ok(answer.value.installations) : answer
    },
    upgrade: (id, consent) => {
      const path = `${base}/installations/${encodeURIComponent(id)}/upgrade`
      const body = consent ? { consent } : {}
      return callForJson({ method: 'POST', path, body, signal: within(UPGRADE_WITHIN_MS) }, isOutcome, parts)
    },
    history: (after) => read(`/history${after ? `?after=${encodeURIComponent(after)}` : ''}`, isHistoryPage),
    followOutcomes: async (onOutcome, signal) => {
      const answer = await callApi({ method: 'GET', path: `${base}/events`, signal }, parts)
      const body = answer.kind === 'ok' ? answer.value.body : null
      if (body) await readOutcomes(body, onOutcome).catch(() => {})
    },
    rolloutAccess: (signal) => {
      const request = {
        method: 'GET',
        path: '/api/tab/rollouts/access',
        signal: within(READ_WITHIN_MS, signal),
      } as const
      return callForJson(request, isAccess, parts)
    },
  }
}

function pathOf(place: Place): string {
  switch (place.kind) {
    case 'me':
      return 'me'
    case 'team':
      return `teams/${encodeURIComponent(place.groupId)}`
    case 'chat':
      return `chats/${encodeURIComponent(place.chatId)}`
  }
}

async function readOutcomes(body: ReadableStream<Uint8Array>, onOutcome: (event: OutcomeEvent) => void): Promise<void> {
  for await (const { event, data } of parseEvents(textOf(body))) {
    const content = event === 'outcome' ? parseJson(data) : null
    if (isOutcomeEvent(content)) onOutcome(content)
  }
}

async function* textOf(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    yield decoder.decode(piece.value, { stream: true })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
