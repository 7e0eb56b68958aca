import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readManifest } from './cli/doctor/read-manifest.ts'
import type { DoctorSettings } from './cli/doctor/run-checks.ts'
import type { Opened } from './cli/doctor/run-doctor.ts'
import type { ProbeFile } from './cli/probe/run-probe.ts'
import { type Config, readConfig } from './config.ts'
import { inspectDatabase } from './database/inspect-database.ts'
import { createBotToken } from './graph/app-token.ts'
import { botCredential, createCredential } from './graph/credentials.ts'
import { openInspection } from './graph/open-inspection.ts'
import { openProbe } from './graph/open-probe.ts'
import { isGuid } from './installations/place-ids.ts'
import { createLog } from './log.ts'

export type DoctorOptions = {
  env: Record<string, string | undefined>
  /** Which tenant to look at; null: the one that the settings name. */
  tenantId: string | null
  /** The environment that the app package is filled from, as `npm run package -- --env` names it. */
  packageEnv: string
  /** Log lines go here, standard output is for findings. */
  logTo: { write(line: string): void }
}

/** The second wiring: doctor's parts without the bot, its server and its database, none of which it may start. */
export function openDoctor({ env, tenantId, packageEnv, logTo }: DoctorOptions): Opened {
  const read = readConfig(env)
  if (read.kind === 'invalid') return read
  const { config, warnings } = read
  const log = createLog({ level: config.logLevel, destination: logTo })
  const settings = settingsOf(config, warnings, tenantId)
  const graph = { ...config.graph, cloud: config.cloud }
  const inspection = openInspection(graph, settings.tenantId ?? '', (call) => log.debug(call, 'Graph was called'))
  return {
    kind: 'opened',
    doctor: {
      settings,
      inspection,
      botToken: botTokenOf(config),
      database: () => inspectDatabase(config),
      manifest: () => readManifest('appPackage', join('env', `.env.${packageEnv}`)),
    },
    probe: {
      probe: openProbe(graph, settings.tenantId ?? ''),
      tenantId: settings.tenantId,
      about: { cloud: config.cloud, graphVersion: config.graph.version },
      sleep: (ms) => sleep(ms),
      now: () => new Date(),
      createFile,
    },
  }
}

/** Never over another one's. */
async function createFile(path: string, text: string): Promise<ProbeFile> {
  await writeFile(path, text, { flag: 'wx' })
  return { rewrite: (next) => writeFile(path, next) }
}

function settingsOf(config: Config, warnings: string[], asked: string | null): DoctorSettings {
  const { allowedTenants, bot, cloud, graph, rolloutAdmins, rollouts, tab, teamsAppId } = config
  const tenantId = asked ?? tenantOf(config)
  const served = allowedTenants === 'anybody' || tenantId === null || !isGuid(tenantId) ? null : allowedTenants
  return {
    warnings,
    cloud,
    tenantId,
    isServed: served === null || served.includes(tenantId?.toLowerCase() ?? ''),
    teamsAppId,
    clientAppId: graph.credential.kind === 'sandbox' ? null : graph.credential.clientId,
    botId: bot?.id ?? null,
    rollouts: {
      hasRolloutAdmins: rolloutAdmins.length > 0,
      isAutomatic: rollouts.versionWatch === 'automatic',
      rolloutSource: rollouts.source,
    },
    tab: { clientId: tab.clientId, domain: tab.domain },
  }
}

/** The credential's home where that is served, else the first tenant that is. */
function tenantOf({ allowedTenants, bot, graph }: Config): string | null {
  const home = graph.tenantId ?? bot?.tenantId ?? null
  const served = allowedTenants === 'anybody' ? [] : allowedTenants
  return home && (served.length === 0 || served.includes(home.toLowerCase())) ? home : (served[0] ?? home)
}

function botTokenOf({ bot, botAuth, graph }: Config): (() => Promise<unknown>) | null {
  if (!bot) return null
  const { authority, loginTenant, oAuthScope } = botAuth
  const credential = createCredential(botCredential(bot, graph.credential), loginTenant, authority)
  return () => createBotToken(credential)(`${oAuthScope}/.default`)
}
