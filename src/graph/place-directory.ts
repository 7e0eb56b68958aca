import type { Answer } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { PlaceDirectory, PlacePage } from '../rollouts/place-directory.ts'
import type { PlaceRef } from '../rollouts/target.ts'
import { field } from './read-answer.ts'
import { type Reader, readPages } from './read-pages.ts'
import { retryRead } from './retry-read.ts'

/**
 * Every team, person and chat of a tenant, a page of Graph's at a time.
 * https://learn.microsoft.com/graph/api/teams-list · user-list · chat-list (application permissions: by person only)
 */
export function createPlaceDirectory(reader: Reader): PlaceDirectory {
  return {
    page(kind, after, call) {
      const path = pathIn(after)
      switch (kind) {
        case 'team':
          return readPage(reader, path ?? '/teams?$select=id', { call, toPlaces: teamsOf })
        case 'user':
          return readPage(reader, path ?? peopleBy(mostPeople), { call, toPlaces: peopleOf })
        case 'chat':
          return readChats(reader, path ?? peopleBy(peopleWithChats), call)
      }
    },
  }
}

/** https://learn.microsoft.com/graph/api/user-list: "The default and maximum page sizes are 100 and 999 user objects". */
const mostPeople = 999
/** Each of them costs a request of its own, and whatever of a page is not done is done again. */
const peopleWithChats = 100

/** https://learn.microsoft.com/graph/api/chat-list: "The maximum allowed $top value is 50"; without it they may be fewer. */
const mostChats = 50

const peopleBy = (count: number) => `/users?$select=id,userType,accountEnabled&$top=${count}`

const chatsOfPerson = (id: string) => `/users/${encodeURIComponent(id)}/chats?$top=${mostChats}`

function pathIn(after: Record<string, unknown> | null): string | null {
  const path = after?.['path']
  return typeof path === 'string' && path.startsWith('/') ? path : null
}

type Reading = { call: CallContext; toPlaces(items: unknown[]): PlaceRef[] }

/** One page, and the path of the next. A link that leads back to itself or to another host ends in `failed`. */
async function readPage(reader: Reader, path: string, { call, toPlaces }: Reading): Promise<Answer<PlacePage>> {
  const answer = await retryRead(() => reader.graph.send({ method: 'GET', path }, call), reader)
  if (answer.kind !== 'ok') return answer
  const { requestId } = answer
  const items = field(answer.value, 'value')
  if (!Array.isArray(items))
    return { kind: 'failed', detail: 'Graph answered with a list without its items', requestId }
  const link = field(answer.value, '@odata.nextLink')
  if (typeof link !== 'string') return { kind: 'ok', value: { places: toPlaces(items), next: null }, requestId }
  const next = reader.graph.pathOfLink(link)
  if (next === null || next === path) {
    const detail =
      next === null
        ? 'Graph answered with a next page on another host'
        : 'Graph answered with a page that leads to itself'
    return { kind: 'failed', detail, requestId }
  }
  return { kind: 'ok', value: { places: toPlaces(items), next: { path: next } }, requestId }
}

function teamsOf(items: unknown[]): PlaceRef[] {
  return items.flatMap((item) => refOf('team', field(item, 'id')))
}

/** Guests cannot have apps of this tenant for themselves, and nobody is signed in to a blocked account. */
function peopleOf(items: unknown[]): PlaceRef[] {
  const people = items.filter((item) => field(item, 'userType') !== 'Guest' && field(item, 'accountEnabled') !== false)
  return people.flatMap((item) => refOf('user', field(item, 'id')))
}

/** The chats of a page of people: a step that is done again as a whole when its process dies. */
async function readChats(reader: Reader, path: string, call: CallContext): Promise<Answer<PlacePage>> {
  const people = await readPage(reader, path, { call, toPlaces: peopleOf })
  if (people.kind !== 'ok') return people
  const chats = new Map<string, PlaceRef>()
  const answers = await Promise.all(people.value.places.map(({ id }) => readPages(reader, chatsOfPerson(id), call)))
  for (const answer of answers) {
    // Somebody who left meanwhile has no chats; anything else would leave chats out without a word.
    if (answer.kind === 'not-found') continue
    // Not `unclear`: it is no word about the page, which is not to be read anew for it.
    if (answer.kind === 'unclear') return { ...answer, kind: 'failed' }
    if (answer.kind !== 'ok') return answer
    for (const chat of chatsOf(answer.value)) chats.set(chat.id, chat)
  }
  return { ...people, value: { places: [...chats.values()], next: people.value.next } }
}

/** Chats between two people are left out: what an upgrade does in them is documented nowhere, and there are very many. */
function chatsOf(items: unknown[]): PlaceRef[] {
  const shared = items.filter((item) => field(item, 'chatType') !== 'oneOnOne')
  return shared.flatMap((item) => refOf('chat', field(item, 'id')))
}

function refOf(kind: PlaceRef['kind'], id: unknown): PlaceRef[] {
  return typeof id === 'string' && id !== '' ? [{ kind, id }] : []
}
