import { type ListedInstallation, listApps } from '../installations/list-apps.ts'
import { admitPerson } from './admit-person.ts'
import { readInstalled } from './read-installed.ts'
import { ok, type TabParts, type TabReply, type TabRequest } from './tab-parts.ts'

/** `GET …/installations` */
export async function listInstallations(request: TabRequest, parts: TabParts): Promise<TabReply> {
  const admitted = await admitPerson(request, parts)
  if (admitted.kind === 'problem') return admitted
  const { scope } = admitted
  const call = { correlationId: request.correlationId }
  // Whatever the token shows may be tried here: Graph decides, and says why not.
  const listed = await readInstalled({ scope, request }, parts, (tenant) =>
    listApps(scope, { ...tenant, isOwnApp: () => true }, call),
  )
  return listed.kind === 'problem' ? listed : ok({ installations: listed.value.map(toBody) })
}

function toBody(app: ListedInstallation) {
  const { installationId, reference, externalId, name, installed, newest, update, permissions } = app
  return {
    id: installationId,
    app: { id: reference, externalId: externalId || null, name },
    version: installed,
    latestVersion: newest,
    update,
    permissions,
  }
}
