import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { Graph } from './graph-client.ts'
import type { Time } from './pace-places.ts'
import { field } from './read-answer.ts'
import type { Patience } from './retry-read.ts'
import { retryRead } from './retry-read.ts'

/** No list this product reads is anywhere near this long; a server that goes on for ever must not keep us for ever. */
const maxPages = 500

export type Reader = { graph: Graph; patience: Patience; time: Time }

/**
 * The items of a list, page after page, each `nextLink` followed as it was given (https://learn.microsoft.com/graph/paging).
 * A link that repeats, leads to another host or never ends makes the whole list `failed`: half a list is no answer.
 */
export async function readPages(reader: Reader, firstPath: string, call: CallContext): Promise<Answer<unknown[]>> {
  const items: unknown[] = []
  const seen = new Set<string>()
  let path = firstPath
  while (seen.size < maxPages) {
    seen.add(path)
    const page = path
    const answer = await retryRead(() => reader.graph.send({ method: 'GET', path: page }, call), reader)
    if (answer.kind !== 'ok') return answer
    const value = field(answer.value, 'value')
    if (!Array.isArray(value)) return broken('a list without its items', answer.requestId)
    items.push(...value)
    const link = field(answer.value, '@odata.nextLink')
    if (typeof link !== 'string') return { kind: 'ok', value: items, requestId: answer.requestId }
    const next = reader.graph.pathOfLink(link)
    if (next === null) return broken('a next page on another host', answer.requestId)
    if (seen.has(next)) return broken('pages that go in a circle', answer.requestId)
    path = next
  }
  return broken(`more than ${maxPages} pages`, null)
}

function broken(what: string, requestId: string | null): Answer<never> {
  return { kind: 'failed', detail: `Graph answered with ${what}`, requestId }
}
