import type { Answer, Trouble } from '../installations/answer.ts'
import type { CallContext } from '../installations/installed-apps.ts'
import type { HiddenChats, PlaceDirectory, PlacePage } from '../rollouts/place-directory.ts'
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
          return readChats(reader, after, call)
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

function pathIn(after: PlacePage['next']): string | null {
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
  if (typeof link !== 'string')
    return { kind: 'ok', value: { places: toPlaces(items), next: null, hidden: null }, requestId }
  const next = reader.graph.pathOfLink(link)
  if (next === null || next === path) {
    const detail =
      next === null
        ? 'Graph answered with a next page on another host'
        : 'Graph answered with a page that leads to itself'
    return { kind: 'failed', detail, requestId }
  }
  return { kind: 'ok', value: { places: toPlaces(items), next: { path: next }, hidden: null }, requestId }
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
async function readChats(reader: Reader, after: PlacePage['next'], call: CallContext): Promise<Answer<PlacePage>> {
  const people = await readPage(reader, pathIn(after) ?? peopleBy(peopleWithChats), { call, toPlaces: peopleOf })
  if (people.kind !== 'ok') return people
  const answers = await Promise.all(people.value.places.map(({ id }) => readPages(reader, chatsOfPerson(id), call)))
  // It would leave chats out without a word.
  const trouble = answers.find(isAboutEverybody)
  // `unclear` is a word about this page, and here it was about somebody's chats.
  if (trouble) return trouble.kind === 'unclear' ? { ...trouble, kind: 'failed' } : trouble
  const chats = answers.flatMap((answer) => (answer.kind === 'ok' ? chatsOf(answer.value) : []))
  const hidden = addHidden(answers, hiddenIn(after))
  const next = people.value.next && { ...people.value.next, hidden }
  const places = [...new Map(chats.map((chat) => [chat.id, chat])).values()]
  return { ...people, value: { places, next, hidden: next === null && hidden.people > 0 ? hidden : null } }
}

/**
 * Graph can refuse the chats of one person for good, and those of everybody else are to be had all the same: 403 "Failed to
 * get license information for the user. Ensure user has a valid Office365 license assigned to them." was seen on /me/chats
 * (https://github.com/RogerSelwyn/O365-HomeAssistant/issues/183). A missing permission concerns everybody.
 */
function isAboutPerson(answer: Answer<unknown>): answer is Extract<Trouble, { kind: 'refused' }> {
  return answer.kind === 'refused' && (answer.reason === 'rejected' || answer.reason === 'unsupported')
}

/** Somebody who left meanwhile has no chats. */
function isAboutEverybody(answer: Answer<unknown>): answer is Trouble {
  return answer.kind !== 'ok' && answer.kind !== 'not-found' && !isAboutPerson(answer)
}

const longestDetail = 500

function addHidden(answers: Answer<unknown>[], before: HiddenChats): HiddenChats {
  const refused = answers.filter(isAboutPerson)
  return {
    people: before.people + refused.length,
    of: before.of + answers.filter(({ kind }) => kind !== 'not-found').length,
    detail: before.detail || (refused[0]?.detail.slice(0, longestDetail) ?? ''),
  }
}

/** What was counted on the pages before. */
function hiddenIn(after: PlacePage['next']): HiddenChats {
  const [people, of, detail] = ['people', 'of', 'detail'].map((name) => field(after?.['hidden'], name))
  return {
    people: typeof people === 'number' ? people : 0,
    of: typeof of === 'number' ? of : 0,
    detail: typeof detail === 'string' ? detail : '',
  }
}

/** Chats between two people are left out: what an upgrade does in them is documented nowhere, and there are very many. */
function chatsOf(items: unknown[]): PlaceRef[] {
  const shared = items.filter((item) => field(item, 'chatType') !== 'oneOnOne')
  return shared.flatMap((item) => refOf('chat', field(item, 'id')))
}

function refOf(kind: PlaceRef['kind'], id: unknown): PlaceRef[] {
  return typeof id === 'string' && id !== '' ? [{ kind, id }] : []
}
