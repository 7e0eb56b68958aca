import type { IncomingMessage } from 'node:http'
import { answer, takeApart } from './answer.ts'
import { journalEntry } from './journal.ts'
import type { Reply } from './route.ts'
import { readToken } from './tokens.ts'
import type { World } from './world.ts'

export type Batch = { request: IncomingMessage; url: URL; bodyText: string }

type Item = { id: string; method: string; url: string; headers?: Record<string, string>; body?: unknown }

const mostItems = 20

/** JSON batching: https://learn.microsoft.com/graph/json-batching */
export function isBatch(url: URL): boolean {
  return /^\/(v1\.0|beta)\/\$batch$/.test(url.pathname)
}

/**
 * Each request of a batch is carried out, counted against the limits and written into the journal by itself
 * (https://learn.microsoft.com/graph/throttling#throttling-and-batching). No faults, and nothing that depends on another.
 */
export function answerBatch(world: World, batch: Batch): Reply {
  const items = itemsOf(batch.bodyText)
  if (!items) return { status: 400, body: { error: { code: 'BadRequest', message: 'Invalid batch payload format.' } } }
  return { status: 200, body: { responses: items.map((item) => answerItem(world, item, batch)) } }
}

function answerItem(world: World, item: Item, { request, url }: Batch) {
  const version = url.pathname.split('/')[1] ?? ''
  const entry = { ...journalEntry(request, item.url, world.now()), method: item.method.toUpperCase() }
  world.journal.push(entry)
  const headers = { ...request.headers, 'content-type': item.headers?.['Content-Type'] ?? 'application/json' }
  const bodyText = item.body === undefined ? '' : JSON.stringify(item.body)
  const token = readToken(world.tenant, headers.authorization)
  const received = { url: new URL(`/${version}${item.url}`, url), headers, bodyText, token }
  const reply = answer(world, takeApart(entry, received))
  entry.status = reply.status
  return { id: item.id, ...reply }
}

function itemsOf(bodyText: string): Item[] | null {
  try {
    const { requests } = JSON.parse(bodyText)
    return Array.isArray(requests) && requests.length <= mostItems ? requests : null
  } catch {
    return null
  }
}
