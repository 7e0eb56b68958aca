import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { type Fault, faultOn } from '../../src/sandbox/faults.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type BotProcess, startBotProcess } from '../support/bot-process.ts'
import { alice } from '../support/bot-under-test.ts'
import { isCampaign, scaled } from '../support/campaign-scale.ts'
import { preparedDataDir } from '../support/database-directory.ts'
import { type Asked, addPlace, askIn, postsIn, upgradesIn } from '../support/kill-places.ts'
import { entriesIn } from '../support/read-audit.ts'
import { reportFigure } from '../support/report-figure.ts'
import { startTeams, type Teams } from '../support/teams.ts'

const longMs = 60_000
const posts = { method: 'POST' }
const lists = { method: 'GET', route: /installedApps$/ }
const grants = { method: 'GET', route: /permissionGrants$/ }
const held = { kind: 'hang', ms: longMs } as const
/** The first list is what the upgrade starts from, the second one reads back. */
const readingBackHeld = [faultOn(lists, { kind: 'hang', ms: 0 }), faultOn(lists, held)]
const carriedOutUnanswered = [faultOn(posts, { kind: 'apply-then-hang', ms: longMs })]

type Moment = {
  name: string
  /** Keeps the bot at the moment. */
  hold?: Fault[]
  /** The upgrade is one with new permissions, accepted. */
  accepting?: boolean
  places?: number
  /** The next process is killed too, while it looks at what this one left. */
  twice?: boolean
  /** What the next process meets when it looks. */
  meets?: Fault[]
  /** Graph shows an upgrade so much later. */
  showsAfterMs?: number
  comes(): Promise<unknown>
}

const moments: Moment[] = [
  { name: 'before the upgrade is sent', hold: [faultOn(lists, held)], comes: () => seen('GET', lists.route) },
  { name: 'sent, not carried out', hold: [faultOn(posts, held)], comes: () => seen('POST') },
  { name: 'carried out, not answered', hold: carriedOutUnanswered, comes: () => seen('POST') },
  { name: 'answered, not read back', hold: readingBackHeld, comes: () => seen('GET', lists.route, 2) },
  {
    name: 'a doubtful answer looked into',
    hold: [faultOn(posts, { kind: 'apply-then-status', status: 503 }), ...readingBackHeld],
    comes: () => seen('GET', lists.route, 2),
  },
  {
    name: 'read back, its permissions not',
    hold: [faultOn(grants, held)],
    accepting: true,
    comes: () => seen('GET', grants.route),
  },
  {
    name: 'while it is written down',
    comes: () => seen('GET', lists.route, 2).then(() => sleep(Math.random() * 40)),
  },
  { name: 'written down, just told', comes: () => teams.until((text) => text.includes('Upgraded')) },
  { name: 'at any time, three under way', places: 3, comes: () => sleep(Math.random() * 1_500) },
  { name: 'carried out, slow to show', hold: carriedOutUnanswered, showsAfterMs: 5_000, comes: () => seen('POST') },
  {
    name: 'carried out, Graph unwell at the next start',
    hold: carriedOutUnanswered,
    meets: [faultOn(lists, { kind: 'status', status: 503 }, 4)],
    comes: () => seen('POST'),
  },
  { name: 'and again at the next start', hold: carriedOutUnanswered, twice: true, comes: () => seen('POST') },
]

const kills = isCampaign ? scaled(10) : moments.length

let sandbox: Sandbox
let teams: Teams
let dataDir: string
let bot: BotProcess | null = null
afterEach(async () => {
  await bot?.kill()
  await teams.close()
  await sandbox.close()
  await rm(dataDir, { recursive: true, force: true })
})

test(
  `whenever the bot is killed, ${kills} times: no upgrade is forgotten, and none is sent again by itself`,
  async () => {
    sandbox = await startSandbox({ tenant: acmeTenant() })
    teams = await startTeams({ tenantId: acmeIds.tenant, people: [alice] })
    dataDir = await preparedDataDir()
    await start()
    const all: (Asked & { moment: string })[] = []
    const tookMs: number[] = []
    const rounds = Array.from({ length: kills }, (_, i) =>
      moments.slice(i % moments.length, (i % moments.length) + 1),
    ).flat()
    for (const [round, moment] of rounds.entries()) {
      const asked = Array.from({ length: moment.places ?? 1 }, () => addPlace({ sandbox, teams }, all.length + round))
      all.push(...asked.map((one) => ({ ...one, moment: moment.name })))
      await killAt(moment, asked)
      if (moment.twice) await killWhileItLooks()
      for (const fault of moment.meets ?? []) sandbox.addFault(fault)
      const startedMs = await start()
      for (const one of asked.filter((place) => upgradesIn(sandbox, place).length > 0)) await untilHistoryHas(one)
      tookMs.push(performance.now() - startedMs)
    }
    await bot?.stop()
    bot = null

    const entries = await entriesIn(dataDir)
    const facts = all.map((one) => {
      const told = entries.filter(({ scopeId }) => scopeId === one.scopeId)
      return {
        moment: one.moment,
        posts: postsIn(sandbox, one).length,
        upgrades: upgradesIn(sandbox, one).length,
        toldOfUpgrades: told.filter(({ kind }) => kind === 'upgraded' || kind === 'accepted').length,
        version: one.installation.version,
      }
    })
    expect(facts.filter((fact) => fact.posts > 1)).toEqual([])
    expect(facts.filter((fact) => fact.toldOfUpgrades !== fact.upgrades)).toEqual([])
    expect(facts.filter((fact) => fact.version !== (fact.upgrades > 0 ? '1.10.0' : '1.2.0'))).toEqual([])
    // Otherwise all of the above would be easy.
    const recovered = entries.filter(({ isRecovered }) => isRecovered).length
    expect(recovered).toBeGreaterThanOrEqual(kills * 0.4)
    reportFigure('kills of the bot', kills)
    reportFigure('upgrades that happened around them', facts.filter(({ upgrades }) => upgrades > 0).length)
    reportFigure('of them without an entry', 0)
    reportFigure('of them found out at the next start', recovered)
    reportFigure('second requests', 0)
    reportFigure('known after a start within, ms', Math.round(Math.max(...tookMs)))
  },
  60_000 + kills * 20_000,
)

async function start(): Promise<number> {
  const settings = {
    DATA_DIR: dataDir,
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    TEAMS_APP_ID: acmeIds.assistantManifest,
    PERSON_LIMIT: '100000',
  }
  bot = await startBotProcess(settings, () => undefined)
  teams.connectTo(bot.url)
  return performance.now()
}

let from = 0
/** Waits until so many matching requests of this round have come in. */
async function seen(method: string, route = /./, count = 1): Promise<void> {
  const matching = () => sandbox.journal.slice(from).filter((call) => call.method === method && route.test(call.route))
  await until(() => matching().length >= count, `${count} ${method} ${route}`)
}

async function until(condition: () => boolean, what: string): Promise<void> {
  const deadline = performance.now() + 90_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never: ${what}`)
    await sleep(1)
  }
}

async function killAt(moment: Moment, asked: Asked[]): Promise<void> {
  from = sandbox.journal.length
  teams.messages.length = 0
  sandbox.tenant.behaviours.propagationMs = moment.showsAfterMs ?? 0
  for (const fault of moment.hold ?? []) sandbox.addFault(fault)
  // The process is gone before it can answer all of them.
  const asking = asked.map((one) => askIn(teams, one, { accepting: moment.accepting ?? false }).catch(() => undefined))
  await moment.comes()
  await bot?.kill()
  await Promise.all(asking)
  sandbox.clearFaults()
}

async function killWhileItLooks(): Promise<void> {
  from = sandbox.journal.length
  sandbox.addFault(faultOn(lists, held))
  await start()
  await seen('GET', lists.route)
  await bot?.kill()
  sandbox.clearFaults()
}

async function untilHistoryHas({ place, by }: Asked): Promise<void> {
  const deadline = performance.now() + 45_000
  for (;;) {
    const mark = randomUUID()
    await teams.send({ ...teams.typed('history', place, by), id: mark })
    const shown = () => teams.messages.filter(({ conversationId }) => conversationId === place.id).at(-1)
    await until(
      () => /newest first|remembers no|cannot be read/.test(shown()?.shown.at(-1)?.text ?? ''),
      shown()?.shown.at(-1)?.text ?? 'no history',
    )
    if (/Upgraded|Accepted/.test(shown()?.shown.at(-1)?.text ?? '')) return
    if (performance.now() > deadline)
      throw new Error(`history never told of the upgrade: ${shown()?.shown.at(-1)?.text}`)
    await sleep(100)
  }
}
