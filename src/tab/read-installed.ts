import type { Answer } from '../installations/answer.ts'
import type { Scope } from '../installations/scope.ts'
import { consentRequired, interactionRequired, type Problem, unauthorized, unavailable } from './problems.ts'
import { type PersonTokenAnswer, problem, type TabParts, type TabRequest, type TabTenant } from './tab-parts.ts'
import { whyNothingRead } from './why-unreadable.ts'

export type Installed<T> = { kind: 'ok'; value: T; tenant: TabTenant } | ReturnType<typeof problem>

type Read<T> = (tenant: TabTenant) => Promise<Answer<T>>

/**
 * Reads something of a place with the token that is right there: the person's own for `me`, the application's for teams
 * and chats. A person's token may be older than what they have just agreed to, so a refusal for lack of a permission is
 * asked about once more with a new one.
 */
export async function readInstalled<T>(
  { scope, request }: { scope: Scope; request: TabRequest },
  parts: Pick<TabParts, 'tenant' | 'personToken'>,
  read: Read<T>,
): Promise<Installed<T>> {
  if (scope.kind !== 'me') return readWith(parts.tenant(request.person.tenantId), read)
  const first = await readAsPerson(request, parts, { read, fresh: false })
  return first.kind === 'problem' && first.problem === consentRequired
    ? readAsPerson(request, parts, { read, fresh: true })
    : first
}

async function readAsPerson<T>(
  { person, assertion }: TabRequest,
  { tenant, personToken }: Pick<TabParts, 'tenant' | 'personToken'>,
  { read, fresh }: { read: Read<T>; fresh: boolean },
): Promise<Installed<T>> {
  const whose = { tenantId: person.tenantId, userId: person.id, assertion }
  const answer = await personToken(whose, { fresh })
  if (answer.kind !== 'token') return problem(problemOf(answer))
  const app = tenant(person.tenantId)
  const own = app.asPerson(async (options) =>
    options.fresh ? tokenIn(await personToken(whose, options)) : answer.token,
  )
  return readWith({ ...app, ...own }, read, consentRequired)
}

/** @param onLackingRight where the token lacks a permission that somebody who is there can give it. */
async function readWith<T>(tenant: TabTenant, read: Read<T>, onLackingRight?: Problem): Promise<Installed<T>> {
  const answer = await read(tenant)
  if (answer.kind === 'ok') return { kind: 'ok', value: answer.value, tenant }
  const lacksRight = answer.kind === 'refused' && answer.reason === 'missing-permission'
  return problem(lacksRight && onLackingRight ? onLackingRight : whyNothingRead(answer))
}

function tokenIn(answer: PersonTokenAnswer): string {
  if (answer.kind === 'token') return answer.token
  throw new Error(`the person's own token: ${answer.kind}`)
}

function problemOf(answer: Exclude<PersonTokenAnswer, { kind: 'token' }>): Problem {
  switch (answer.kind) {
    case 'consent-required':
      return consentRequired
    case 'interaction-required':
      return interactionRequired(answer.claims)
    case 'assertion-refused':
      return unauthorized
    case 'unavailable':
      return unavailable(
        `The sign-in service could not be asked for you (${answer.detail}). Try again in a minute.`,
        60,
      )
  }
}
