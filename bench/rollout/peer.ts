/** A peer as a process of its own: `node peer.ts <how> <sandbox> <ids file>`; prints what it knows at its end. */
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client } from '@microsoft/microsoft-graph-client'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'

export type PeerSaid = { startedAt: number; endedAt: number; succeeded: string[] }

// By name, because the product's own lockfile does not know it.
const cliPackage = '@pnp/cli-microsoft365'
const ofApp = `teamsApp/externalId eq '${acmeIds.assistantManifest}'`
/** What the sandbox says of a window of a second. */
const retryAfterMs = 1_000

const [how = '', url = '', file = ''] = process.argv.slice(2)
const ids: string[] = JSON.parse(readFileSync(file, 'utf8'))
const client = Client.init({
  baseUrl: `${url}/`,
  // As its README has it; the chain with its own retries and waits comes with it.
  authProvider: (done) => done(null, 'sandbox-app'),
  // It sends that token over https only, and the sandbox has none.
  fetchOptions: { headers: { authorization: 'Bearer sandbox-app' } },
})

const succeeded: string[] = []
const startedAt = Date.now()
switch (how) {
  case 'sequential':
    for (const id of ids) await upgradeOne(id).catch(() => undefined)
    break
  case 'promise-all':
    await Promise.all(ids.map((id) => upgradeOne(id).catch(() => undefined)))
    break
  case 'batch':
    for (let i = 0; i < ids.length; i += 20) await upgradeBatch(ids.slice(i, i + 20))
    break
  case 'cli':
    await upgradeWithCli()
}
const said: PeerSaid = { startedAt, endedAt: Date.now(), succeeded }
process.stdout.write(`${JSON.stringify(said)}\n`)
process.exit(0)

/** List, then upgrade: what every script in the field does. The new version asks for nothing. */
async function upgradeOne(id: string): Promise<void> {
  const list = await client.api(`/users/${id}/teamwork/installedApps`).filter(ofApp).get()
  await client.api(upgradePath(id, list.value[0].id)).post({})
  succeeded.push(id)
}

function upgradePath(userId: string, id: string): string {
  return `/users/${userId}/teamwork/installedApps/${encodeURIComponent(id)}/upgrade`
}

type Item = { id: string; method: 'GET' | 'POST'; url: string; body?: object }
type Answered = { id: string; status: number; body?: { value?: { id: string }[] } }

/** Twenty lists, then twenty upgrades. */
async function upgradeBatch(people: string[]): Promise<void> {
  const listed = await batchOf(
    people.map((id) => ({
      id,
      method: 'GET',
      url: `/users/${id}/teamwork/installedApps?$filter=${encodeURIComponent(ofApp)}`,
    })),
  )
  const upgrades = listed.flatMap(({ id, body }): Item[] => {
    const installationId = body?.value?.[0]?.id
    if (!installationId) return []
    return [{ id, method: 'POST', url: upgradePath(id, installationId), body: {} }]
  })
  for (const { id, status } of await batchOf(upgrades)) if (status === 204) succeeded.push(id)
}

/** What was throttled is asked again after the longest wait it names, three times as the client does for single calls. */
async function batchOf(items: Item[]): Promise<Answered[]> {
  const done: Answered[] = []
  let left = items
  for (let attempt = 0; left.length > 0 && attempt < 4; attempt++) {
    if (attempt > 0) await sleep(retryAfterMs)
    const { responses }: { responses: Answered[] } = await client.api('/$batch').post({ requests: left })
    done.push(...responses.filter(({ status }) => status !== 429))
    const throttled = new Set(responses.filter(({ status }) => status === 429).map(({ id }) => id))
    left = left.filter(({ id }) => throttled.has(id))
  }
  return done
}

/** One upgrade a command, as its documentation has it; the id of the installation is a gift. */
async function upgradeWithCli(): Promise<void> {
  const { executeCommand } = await import(cliPackage)
  await executeCommand('login', { authType: 'secret', secret: 'none', appId: acmeIds.botApp, tenant: acmeIds.tenant })
  for (const userId of ids) {
    await executeCommand('teams user app upgrade', { id: installationId(userId, acmeIds.assistant), userId }).then(
      () => succeeded.push(userId),
      () => undefined,
    )
  }
}
