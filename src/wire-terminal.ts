import { randomUUID } from 'node:crypto'
import { userInfo } from 'node:os'
import type { CommandParts, Interruption } from './cli/rollout/command-parts.ts'
import type { Terminal } from './cli/rollout/terminal.ts'
import type { Config } from './config.ts'
import { type Database, openDatabase } from './database/open-database.ts'
import type { OwnerLock } from './database/owner-lock.ts'
import { openTenants } from './graph/open-tenants.ts'
import type { Actor } from './installations/audit-log.ts'
import type { UpgradePatience } from './installations/upgrade-installation.ts'
import type { Logger } from './log.ts'
import { observeDatabase } from './observe/observe-database.ts'
import { observeGraph } from './observe/observe-graph.ts'
import { silentTelemetry } from './telemetry.ts'
import { wireRollouts } from './wire-rollouts.ts'

export type TerminalWiring = {
  config: Config
  tenantId: string
  log: Logger
  terminal: Terminal
  interruption: Interruption
  /** On the data directory; null with a database of everybody's. */
  lock: OwnerLock | null
}

/** Nobody sits and waits for one place, so each has a little longer than in a conversation. */
const patience: UpgradePatience = { posts: 3, longestWaitSeconds: 20, readBackMs: [0, 1_000, 2_000, 4_000] }
const pacing = { timeoutMs: 10_000, longestWaitSeconds: 20 }

/** Rollouts as a command in a terminal uses them, and how to leave them. */
export function wireTerminal(wiring: TerminalWiring): CommandParts & { close(): Promise<void> } {
  const { config, tenantId, log, terminal, interruption, lock } = wiring
  const observed = { log, telemetry: silentTelemetry }
  const opened = openDatabase({ ...config, log, ...(lock ? { lock } : {}) })
  const database: Database = observeDatabase(opened, observed)
  const graph = { ...config.graph, cloud: config.cloud }
  const sharedPace = config.databaseUrl ? database.sharedPace : null
  const tenantOf = openTenants(graph, { ...pacing, sharedPace }, observeGraph(observed).onCall)
  const stopping = new AbortController()
  const { verify, source, window } = config.rollouts
  return {
    terminal,
    tenantId,
    interruption,
    rollouts: wireRollouts({
      config,
      log,
      database: database.mayHoldJobs ? database : { ...database, knownPlaces: nothingKnown },
      tenantOf,
      patience,
      stopping: stopping.signal,
    }),
    actor: actorOf(config),
    defaults: { verify, source, window },
    isAlone: config.databaseUrl === null,
    mayHoldRollouts: database.mayHoldJobs,
    openStore: database.open,
    async stopWork(options) {
      stopping.abort()
      await database.jobs.stop(options)
    },
    async close() {
      stopping.abort()
      await database.close()
    },
  }
}

/** Looking into a store that is not there would make one, which takes its time. */
const nothingKnown: Database['knownPlaces'] = {
  see: async () => {},
  forget: async () => {},
  count: async () => ({ team: 0, chat: 0, user: 0 }),
  some: async () => [],
}

/** Whoever the operating system says it is, and by which credential Graph was called. */
function actorOf({ graph }: Config): Actor {
  const user = userName()
  return { via: 'terminal', id: user, name: `${user}, with ${graph.credential.kind}` }
}

/** A container's user often has a number and no name. */
function userName(): string {
  try {
    return userInfo().username
  } catch {
    return `user ${process.getuid?.() ?? randomUUID()}`
  }
}
