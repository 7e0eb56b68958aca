import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { createApp, type Pacing } from '../../src/app.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/log.ts'
import { openTelemetry } from '../../src/observe/open-telemetry.ts'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type Fault, faultOn } from '../../src/sandbox/faults.ts'
import { documentedLimits } from '../../src/sandbox/limits.ts'
import { type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts'
// What expands cards, loaded before a test's clock runs: a bot does it soon after its start, and these start often.
import 'adaptivecards-templating/lib/template-engine.js'
import { changesAskedFor } from './changes-asked-for.ts'
import { emptyDataDir, preparedDataDir } from './database-directory.ts'
import { hangOn } from './hang-on.ts'
import { type Person, type Place, startTeams } from './teams.ts'

/** Graph's second of each place, shorter here on both sides. `realSecond` turns that off. */
const shortSecondMs = 200

const shortSecond = {
  GRAPH_REQUESTS_PER_SECOND: String(documentedLimits().getPerTenant * (1_000 / shortSecondMs)),
  GRAPH_PLACE_WINDOW_MS: String(shortSecondMs + 80),
}

/**
 * Waits between tries are shorter than in production. Those for an answer are longer, so that a slow machine does not
 * change what is shown and Graph does not look silent; tests about slowness bring their own.
 */
export const unhurried: Pacing = {
  answer: { workingAfterMs: 30_000, pressWorkingAfterMs: 30_000, settleMs: 50, editEveryMs: 100 },
  upgrade: { posts: 3, longestWaitSeconds: 3, readBackMs: [0, 100, 300, 600] },
  graphTimeoutMs: 30_000,
  storePatienceMs: 15_000,
  compileCardsEveryMs: null,
}

export const alice: Person = { id: '29:alice', name: 'Alice Adams', aadObjectId: acmeIds.alice }
export const bob: Person = { id: '29:bob', name: 'Bob Brown', aadObjectId: acmeIds.bob }
export const carol: Person = { id: '29:carol', name: 'Carol Clark', aadObjectId: acmeIds.carol }
export const grace: Person = { id: '29:grace', name: 'Grace Green', aadObjectId: acmeIds.grace, userRole: 'guest' }

/** The places of the demo world as activities name them, and the Graph route of each. */
export const places = {
  personal: { id: 'a:1personal-alice', type: 'personal' },
  group: { id: acmeIds.groupChat, type: 'groupChat' },
  meeting: { id: acmeIds.meetingChat, type: 'groupChat', channelData: { meeting: { id: 'm' } } },
  channel: {
    id: '19:channel0002@thread.tacv2',
    type: 'channel',
    channelData: { team: { id: acmeIds.teamInternal, aadGroupId: acmeIds.team } },
  },
  thread: {
    id: '19:channel0002@thread.tacv2;messageid=1700000000000',
    type: 'channel',
    channelData: { team: { id: acmeIds.teamInternal } },
  },
} as const satisfies Record<string, Place>

export type PlaceName = keyof typeof places

export const upgradeRoutes: Record<PlaceName, string> = {
  personal: '/users/{id}/teamwork/installedApps/{id}/upgrade',
  group: '/chats/{id}/installedApps/{id}/upgrade',
  meeting: '/chats/{id}/installedApps/{id}/upgrade',
  channel: '/teams/{id}/installedApps/{id}/upgrade',
  thread: '/teams/{id}/installedApps/{id}/upgrade',
}

export type Options = SandboxOptions & {
  env?: Record<string, string>
  pacing?: Partial<Pacing>
  logLines?: string[]
  realSecond?: boolean
  /** `away` (usual): a store that cannot be reached, which no upgrade minds. `embedded`: a database of the test's own. */
  store?: 'away' | 'embedded'
}

export type BotUnderTest = Awaited<ReturnType<typeof startBot>>

/** The whole application as `app.ts` wires it, between a sandbox tenant and Teams, all over real HTTP on loopback. */
export async function startBot({
  env = {},
  pacing = {},
  logLines = [],
  realSecond,
  store = 'away',
  ...sandboxOptions
}: Options = {}) {
  const dataDir = env['DATA_DIR'] ?? (store === 'embedded' ? await preparedDataDir() : await emptyDataDir())
  const limits = realSecond ? {} : { windowMs: shortSecondMs }
  const sandbox = await startSandbox({ limits, ...sandboxOptions })
  const teams = await startTeams({
    tenantId: acmeIds.tenant,
    people: [alice, bob, carol, grace],
    teamGroupIds: { [acmeIds.teamInternal]: acmeIds.team },
  })
  const read = readConfig({
    PORT: '0',
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    TEAMS_APP_ID: acmeIds.assistantManifest,
    DATA_DIR: dataDir,
    ...(realSecond ? {} : shortSecond),
    ...(store === 'away' ? { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing' } : {}),
    ...env,
  })
  if (read.kind === 'invalid') throw new Error(read.problems.join('\n'))
  const log = createLog({ level: 'info', destination: { write: (line) => void logLines.push(line) } })
  const { config } = read
  const startApp = async () => {
    const observing = await openTelemetry(config, log)
    const app = createApp(config, log, { observing, pacing: { ...unhurried, ...pacing } })
    const url = await app.start()
    teams.connectTo(url)
    return { app, url }
  }
  let running = await startApp()
  const { url } = running
  let isStopped = false
  return {
    sandbox,
    teams,
    url,
    logLines,
    /** Requests that would change something in the tenant. */
    posts: () => changesAskedFor(sandbox.journal),
    calls: () => sandbox.journal.map(({ method, route }) => `${method} ${route}`),
    /** The version that is really installed, whatever reads show. */
    installed: (place: PlaceName) => installedIn(sandbox.tenant, place)?.version,
    /** Makes the next matching requests to Graph end otherwise. */
    graphFault(match: Fault['match'], effect: Fault['then'], times = 1) {
      sandbox.addFault(faultOn(match, effect, times))
    },
    /** Graph says nothing to the next matching requests. @returns what lets them go on. */
    graphHangs: (match?: Fault['match'], times?: number) => hangOn(sandbox, match, times),
    /** Waits until the condition holds. */
    async until(condition: () => boolean, timeoutMs = 90_000) {
      const deadline = performance.now() + timeoutMs
      while (!condition()) {
        if (performance.now() > deadline) {
          const calls = sandbox.journal.map(({ route }) => route)
          throw new Error(
            `it never happened; Graph was called: ${calls}; the log ends:\n${logLines.slice(-20).join('')}`,
          )
        }
        await sleep(20)
      }
    },
    /** Waits until the database, which opens at its first use, is there: on a busy machine that takes a while. */
    async storeOpened(timeoutMs = 120_000) {
      await teams.send(teams.typed('help', places.personal, alice))
      const deadline = performance.now() + timeoutMs
      for (;;) {
        const ready = await fetch(`${running.url}/readyz`).then((response) => response.text())
        // The help that was asked for is nobody's answer.
        if (/"database":"ok/.test(ready)) return void teams.messages.splice(0)
        if (performance.now() > deadline) throw new Error(`the database never opened: ${ready}`)
        await sleep(100)
      }
    },
    stopApp: () => running.app.stop(),
    /** Another process in its place: what it knew is what the store knows. */
    async restartApp() {
      await running.app.stop()
      running = await startApp()
    },
    async stop() {
      if (isStopped) return
      isStopped = true
      await running.app.stop()
      await teams.close()
      await sandbox.close()
      if (!env['DATA_DIR']) await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** The live installation of the bot's own app in a place of the demo world. */
export function installedIn(tenant: Awaited<ReturnType<typeof startSandbox>>['tenant'], place: PlaceName) {
  const holder = {
    personal: () => tenant.people.find(({ id }) => id === acmeIds.alice),
    group: () => tenant.chats.find(({ id }) => id === acmeIds.groupChat),
    meeting: () => tenant.chats.find(({ id }) => id === acmeIds.meetingChat),
    channel: () => tenant.teams.find(({ id }) => id === acmeIds.team),
    thread: () => tenant.teams.find(({ id }) => id === acmeIds.team),
  }[place]()
  return holder?.installations.find(({ appId }) => appId === acmeIds.assistant)
}
