import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { installationId } from '../../src/sandbox/installation-id.ts'
import { standInForGraph } from './graph-stand-in.ts'
import type { PeerSaid } from './peer.ts'
import { loadNow, type Result } from './result.ts'
import { runProcess } from './run-process.ts'
import type { BenchSandbox } from './run-sandbox.ts'
import type { Needed } from './scale.ts'

export type Peer = {
  how: 'sequential' | 'promise-all' | 'batch' | 'cli' | 'cli-process'
  name: string
  needed: Needed
  /** The most targets that are measured; the rest is calculated from these. */
  most: number
}

const listAndUpgrade = { gets: 1, posts: 1 }
const upgradeAlone = { gets: 0, posts: 1 }

export const peers: Peer[] = [
  { how: 'sequential', name: 'graph-client, one after the other', needed: listAndUpgrade, most: 60 },
  { how: 'promise-all', name: 'graph-client, Promise.all', needed: listAndUpgrade, most: 20_000 },
  { how: 'batch', name: 'graph-client, $batch of 20', needed: listAndUpgrade, most: 2_000 },
  { how: 'cli', name: 'CLI for Microsoft 365, in-process', needed: upgradeAlone, most: 60 },
  { how: 'cli-process', name: 'CLI for Microsoft 365, a process each', needed: upgradeAlone, most: 5 },
]

const cli = join(import.meta.dirname, '../node_modules/@pnp/cli-microsoft365/dist/index.js')

/** Null for a peer that is not installed. */
export async function runPeer(sandbox: BenchSandbox, peer: Peer): Promise<Result | null> {
  if (peer.how.startsWith('cli') && !existsSync(cli)) return null
  await sandbox.reset()
  const ids = Array.from({ length: Math.min(peer.most, sandbox.people) }, (_, i) => crowdId('22222222', i))
  const load = loadNow()
  const standIn = peer.how.startsWith('cli') ? await standInForGraph(sandbox.url) : null
  const env = standIn?.env ?? {}
  const said = await (peer.how === 'cli-process'
    ? oneProcessEach(ids, env)
    : oneProcess(peer.how, ids, { sandbox, env }))
  await standIn?.close()
  const seen = await sandbox.seen()
  const upgraded = new Set(seen.upgraded)
  return {
    name: peer.name,
    targets: sandbox.people,
    measured: ids.length,
    seconds: (said.endedAt - said.startedAt) / 1_000,
    needed: peer.needed,
    requests: seen.gets + seen.posts,
    throttled: seen.throttled,
    wrong: ids.length - said.succeeded.filter((id) => upgraded.has(id)).length,
    peakMb: said.peakMb,
    cpuSeconds: said.cpuSeconds,
    load: (load + loadNow()) / 2,
  }
}

type Said = PeerSaid & { peakMb: number; cpuSeconds: number }
type Around = { sandbox: BenchSandbox; env: Record<string, string> }

async function oneProcess(how: Peer['how'], ids: string[], { sandbox, env }: Around): Promise<Said> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-peer-'))
  const file = join(folder, 'ids.json')
  await writeFile(file, JSON.stringify(ids))
  const { lines, peakMb, cpuSeconds } = await runProcess(
    [join(import.meta.dirname, 'peer.ts'), how, sandbox.url, file],
    env,
  ).ended
  await rm(folder, { recursive: true })
  const said: PeerSaid = JSON.parse(lines.at(-1)?.text ?? '{}')
  return { ...said, peakMb, cpuSeconds }
}

/** `m365 teams user app upgrade` in a loop of a shell. */
async function oneProcessEach(ids: string[], env: Record<string, string>): Promise<Said> {
  const login = [
    'login',
    '--authType',
    'secret',
    '--secret',
    'none',
    '--appId',
    acmeIds.botApp,
    '--tenant',
    acmeIds.tenant,
  ]
  await runProcess([cli, ...login], env).ended
  const startedAt = Date.now()
  const succeeded: string[] = []
  let [peakMb, cpuSeconds] = [0, 0]
  for (const userId of ids) {
    const id = installationId(userId, acmeIds.assistant)
    const ran = await runProcess([cli, 'teams', 'user', 'app', 'upgrade', '--id', id, '--userId', userId], env).ended
    if (ran.code === 0) succeeded.push(userId)
    peakMb = Math.max(peakMb, ran.peakMb)
    cpuSeconds += ran.cpuSeconds
  }
  return { startedAt, endedAt: Date.now(), succeeded, peakMb, cpuSeconds }
}
