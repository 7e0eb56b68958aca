import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { readConfig } from '../../src/config.ts'
import { type Database, openDatabase } from '../../src/database/open-database.ts'
import { openTenants } from '../../src/graph/open-tenants.ts'
import { createLog } from '../../src/log.ts'
import { observeDatabase } from '../../src/observe/observe-database.ts'
import type { Rollouts } from '../../src/rollouts/create-rollouts.ts'
import type { RolloutSettings } from '../../src/rollouts/rollout.ts'
import type { RolloutAsked } from '../../src/rollouts/start-rollout.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type Crowd, crowdedTenant } from '../../src/sandbox/crowded-tenant.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
import { silentTelemetry, type Telemetry } from '../../src/telemetry.ts'
import { wireRollouts } from '../../src/wire-rollouts.ts'
import { preparedDataDir } from './database-directory.ts'

import { admin, atOnce } from './sample-rollout.ts'
import { unpaced } from './unpaced.ts'

const call = { correlationId: 'test' }

export type Options = {
  crowd: Crowd
  sandbox?: SandboxOptions
  env?: Record<string, string>
  /** Of an earlier one, kept with `leave`. */
  dataDir?: string
  telemetry?: Telemetry
  onChange?(rolloutId: string): void
  /** Nobody shares a read with anybody, as if every job ran in a process of its own. */
  isApart?: boolean
  sliceSize?: number
}

/** Rollouts as the product wires them, on an embedded database, between a crowded tenant and nobody else. */
export async function startRollouts({ crowd, sandbox: sandboxOptions, env = {}, dataDir: kept, ...more }: Options) {
  const dataDir = kept ?? (await preparedDataDir())
  const sandbox = await startSandbox({ tenant: crowdedTenant(crowd), limits: noLimits(), ...sandboxOptions })
  const read = readConfig({
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    DATA_DIR: dataDir,
    ...unpaced,
    ...env,
  })
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
  const { config } = read
  const logLines: string[] = []
  const log = createLog({ level: 'warn', destination: { write: (line) => void logLines.push(line) } })
  const stopping = new AbortController()
  const { telemetry = silentTelemetry, isApart = false, ...wiring } = more
  const database: Database = observeDatabase(openDatabase({ ...config, log }), { log, telemetry })
  const pacing = { timeoutMs: 3_000, longestWaitSeconds: 2 }
  const graph = { ...config.graph, cloud: config.cloud }
  let opened = openTenants(graph, pacing, () => {})
  const tenantOf = (tenantId: string) => {
    if (isApart) opened = openTenants(graph, pacing, () => {})
    return opened(tenantId)
  }
  const patience = { posts: 3, longestWaitSeconds: 2, readBackMs: [0, 50, 100] }
  const parts = { config, log, database, tenantOf, patience, stopping: stopping.signal }
  const rollouts: Rollouts = wireRollouts({ ...parts, ...wiring })
  await rollouts.work({ mayBeUnderWay: true })
  const stop = async () => {
    stopping.abort()
    await database.close()
  }
  return {
    rollouts,
    database,
    sandbox,
    logLines,
    posts: () => sandbox.journal.filter(({ method, route }) => method === 'POST' && route.endsWith('/upgrade')),
    /** What is kept of the catalog for minutes is read anew from here on, and nobody is asked to wait any more. */
    forgetGraph() {
      opened = openTenants(graph, pacing, () => {})
    },
    /** Starts one over everything there is. */
    async begin(settings: Partial<RolloutSettings> = {}, asked: Partial<RolloutAsked> = {}): Promise<string> {
      const started = await rollouts.start(
        {
          tenantId: acmeIds.tenant,
          app: { by: 'externalId', id: acmeIds.assistantManifest },
          kinds: ['team', 'chat', 'user'],
          source: 'directory',
          list: null,
          exclude: [],
          actor: admin,
          settings: { ...atOnce, ...settings },
          ...asked,
        },
        call,
      )
      if (started.kind !== 'started') throw new Error(JSON.stringify(started))
      return started.id
    },
    command: (
      id: string,
      command: Parameters<Rollouts['command']>[0]['command'],
      actor: RolloutAsked['actor'] = admin,
    ) => rollouts.command({ id, tenantId: acmeIds.tenant, command, actor }, call),
    async read(id: string) {
      const status = await rollouts.read({ id, tenantId: acmeIds.tenant })
      if (!status) throw new Error('there is no such rollout')
      return status
    },
    /** Until it stops by itself or by a word. */
    async settled(id: string) {
      const status = await rollouts.wait({ id, tenantId: acmeIds.tenant }, () => {})
      if (!status) throw new Error('there is no such rollout')
      return status
    },
    async targets(id: string) {
      const page = await rollouts.targets(
        { id, tenantId: acmeIds.tenant },
        { states: null, search: null, limit: 1_000, after: null },
      )
      return page?.targets ?? []
    },
    async until(condition: () => boolean | Promise<boolean>) {
      const deadline = performance.now() + 90_000
      while (!(await condition())) {
        if (performance.now() > deadline) throw new Error('it never happened')
        await sleep(20)
      }
    },
    stop,
    async remove() {
      await stop()
      await sandbox.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

export type RolloutsUnderTest = Awaited<ReturnType<typeof startRollouts>>
