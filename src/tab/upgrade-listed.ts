import { z } from 'zod'
import { judge, type Standing, type Verdict } from '../installations/authority.ts'
import { hashPermissionSet } from '../installations/hash-permission-set.ts'
import type { AppReference, Installation } from '../installations/installed-apps.ts'
import { isApp } from '../installations/is-app.ts'
import { type Admitted, admitPerson } from './admit-person.ts'
import { outcomeBody } from './outcome-body.ts'
import { badRequest, notFound } from './problems.ts'
import { readInstalled } from './read-installed.ts'
import { ok, problem, type TabParts, type TabReply, type TabRequest, type TabTenant } from './tab-parts.ts'

const permission = z.object({
  permissionValue: z.string().min(1).max(200),
  permissionType: z.enum(['application', 'delegated']),
})

/** `consent`: the whole set that the new version asks for, as a person was shown it. `force`: whatever the versions say. */
const body = z.object({ consent: z.array(permission).max(500).optional(), force: z.boolean().optional() })

/** `POST …/installations/{id}/upgrade`: one of those that are there, by the right of who asks, judged at this moment. */
export async function upgradeListed(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const read = body.safeParse(request.body ?? {})
  if (!read.success) return problem(badRequest('The body must be {} or {"consent": [permissions], "force": boolean}.'))
  const admitted = await admitPerson(request, parts)
  if (admitted.kind === 'problem') return admitted
  const { scope } = admitted
  const call = { correlationId: request.correlationId }
  const listed = await readInstalled({ scope, request }, parts, ({ installedApps }) => installedApps.list(scope, call))
  if (listed.kind === 'problem') return listed
  const installation = listed.value.find(({ id }) => id === request.installationId)
  if (!installation) return problem(notFound)
  return upgrade({ request, admitted, installation, ...read.data, tenant: listed.tenant }, parts)
}

type Asked = z.infer<typeof body> & {
  request: TabRequest
  admitted: Admitted
  installation: Installation
  tenant: TabTenant
}

async function upgrade(asked: Asked, parts: TabParts): Promise<TabReply> {
  const { request, admitted, installation, tenant, consent = [], force = false } = asked
  const { person, correlationId } = request
  const withConsent = consent.length > 0
  const work = parts.askUpgrade({
    tenantId: person.tenantId,
    scope: admitted.scope,
    app: referenceTo(installation, parts.ownApp),
    externalId: installation.app.externalId || installation.app.catalogId,
    force,
    acceptedSet: withConsent ? hashPermissionSet(consent) : null,
    mayUpgrade: judgeInTab(admitted.standing, { withConsent, policy: parts.policy }),
    actor: { via: 'tab', id: person.id, name: person.name },
    correlationId,
    installedApps: tenant.installedApps,
  })
  // The person may close the tab; what was begun is ended, and waited for when the process stops.
  parts.inBackground(work)
  return ok(outcomeBody(await work))
}

/** The tab's own app by the name the bot has for it, so that who types and who presses here share one upgrade. */
function referenceTo({ app }: Installation, ownApp: AppReference): AppReference {
  return isApp(app, ownApp) ? ownApp : { by: 'catalogId', id: app.catalogId }
}

/** Only the meeting's bot learns from Teams who organizes or presents, so there the chat is the place to accept. */
function judgeInTab(standing: Standing, ask: Parameters<typeof judge>[1]): Verdict {
  const verdict = judge(standing, ask)
  if (standing.place !== 'meeting' || verdict.kind !== 'refused') return verdict
  const whoMay =
    'New permissions in a meeting are accepted by its organizer or a presenter, in the meeting\'s chat: type "upgrade app" there.'
  return { kind: 'refused', whoMay }
}
