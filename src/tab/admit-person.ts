import type { Answer } from '../installations/answer.ts'
import type { Standing } from '../installations/authority.ts'
import { isChatId, isGuid, isMeetingChat } from '../installations/place-ids.ts'
import type { Scope } from '../installations/scope.ts'
import { notFound } from './problems.ts'
import { type ClaimedPlace, problem, type TabParts, type TabRequest } from './tab-parts.ts'
import { whyUnreadable } from './why-unreadable.ts'

export type Admitted = { kind: 'admitted'; scope: Scope; standing: Standing }

type Admission = Admitted | ReturnType<typeof problem>

/**
 * Whether the person is in the place that the page says it is shown in: by Graph's membership, asked with the
 * application's token. A place that does not exist and one that is not for them are the same answer.
 */
export async function admitPerson(request: TabRequest, parts: Pick<TabParts, 'tenant' | 'log'>): Promise<Admission> {
  const { person, place, correlationId } = request
  if (place.kind === 'me') {
    return {
      kind: 'admitted',
      scope: { kind: 'me', userId: person.id },
      standing: person.isGuest ? guest : { place: 'personal' },
    }
  }
  const scope = scopeOf(place)
  if (!scope) return problem(notFound)
  const answer = await standingIn(scope, request, parts)
  if (answer.kind !== 'ok') {
    const refusal = { correlationId, place: scope.kind, why: answer.kind, requestId: answer.requestId }
    parts.log.warn(refusal, 'who is in a place of the tab could not be read')
    return problem(whyUnreadable(answer) ?? notFound)
  }
  if (!answer.value) return problem(notFound)
  return { kind: 'admitted', scope, standing: person.isGuest ? guest : answer.value }
}

const guest: Standing = { place: 'outside', why: 'guest' }

type SharedScope = Extract<Scope, { kind: 'team' | 'chat' }>

/** Null for what cannot be one's id. */
function scopeOf({ kind, id }: Extract<ClaimedPlace, { kind: 'team' | 'chat' }>): SharedScope | null {
  if (kind === 'team') return isGuid(id) ? { kind, teamId: id.toLowerCase() } : null
  return isChatId(id) ? { kind, chatId: id } : null
}

/** Null: not in it. */
async function standingIn(
  scope: SharedScope,
  { person, correlationId }: TabRequest,
  { tenant }: Pick<TabParts, 'tenant'>,
): Promise<Answer<Standing | null>> {
  const { directory } = tenant(person.tenantId)
  const call = { correlationId }
  if (scope.kind === 'team') {
    const answer = await directory.teamRole(scope.teamId, person.id, call)
    if (answer.kind !== 'ok') return answer
    const { role, owners } = answer.value
    if (role === 'none') return { ...answer, value: null }
    return { ...answer, value: role === 'guest' ? guest : { place: 'team', role, owners } }
  }
  const answer = await directory.chatRole(scope.chatId, person.id, call)
  if (answer.kind !== 'ok') return answer
  if (answer.value === 'none') return { ...answer, value: null }
  return { ...answer, value: answer.value === 'guest' ? guest : standingOfMember(scope.chatId) }
}

/** Who presents in a meeting is known to its bot, not to Graph: a tab can only tell that it is a meeting. */
function standingOfMember(chatId: string): Standing {
  return isMeetingChat(chatId) ? { place: 'meeting', role: 'unknown' } : { place: 'chat' }
}
