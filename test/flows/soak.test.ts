import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { type FaultEffect, faultOn } from '../../src/sandbox/faults.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts'
import { type BotProcess, startBotProcess } from '../support/bot-process.ts'
import { alice } from '../support/bot-under-test.ts'
import { isCampaign, scaled } from '../support/campaign-scale.ts'
import { emptyDataDir } from '../support/database-directory.ts'
import { inspectable, inspectorIn, usedHeapMb } from '../support/inspect-heap.ts'
import { type Asked, addPlace, upgradesIn } from '../support/kill-places.ts'
import { reportFigure } from '../support/report-figure.ts'
import { startTeams, type Teams, textOf } from '../support/teams.ts'

const activities = isCampaign ? scaled(1_000) : 300
const placeCount = 60
const atOnce = 10

const words = ['upgrade app', 'status', 'apps', 'history', 'help', 'upgrade all', 'upgrade acme', 'what?']
const verbs = ['upgrade', 'status', 'apps', 'history', 'help', 'upgrade-all-start', 'not-now', 'long-gone']
const faults: FaultEffect[] = [
  { kind: 'status', status: 429, retryAfter: '0' },
  { kind: 'status', status: 503 },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
  { kind: 'apply-then-drop' },
  { kind: 'apply-then-status', status: 503 },
  { kind: 'body', status: 502, contentType: 'text/html', body: '<h1>Bad</h1>' },
]

let sandbox: Sandbox
let teams: Teams
let bot: BotProcess
let dataDir: string
let inspector = ''
afterEach(async () => {
  await bot.stop()
  await teams.close()
  await sandbox.close()
  await rm(dataDir, { recursive: true, force: true })
})

test(
  `F29: ${activities} activities of every kind with Graph failing at one in twenty: each is answered once, and no app is upgraded twice`,
  async () => {
    const places = await start()
    const heapMb: number[] = []
    let duplicates = 0
    for (let done = 0; done < activities; done += atOnce) {
      const batch = Array.from({ length: atOnce }, (_, i) => one(places, done + i))
      duplicates += (await Promise.all(batch)).filter(Boolean).length
      if (done % Math.ceil(activities / 8) < atOnce) heapMb.push(await usedHeapMb(inspector))
    }
    await until(
      () => unanswered(places).length === 0,
      () => `an answer in ${JSON.stringify(unanswered(places))}`,
    )
    const doubles = places.filter((place) => upgradesIn(sandbox, place).length > 1)
    expect(doubles).toEqual([])
    expect(teams.unexpected).toEqual([])
    reportFigure('soak: activities', activities)
    reportFigure('soak: of them delivered twice', duplicates)
    reportFigure('soak: unanswered, or answered twice', 0)
    reportFigure('soak: apps upgraded twice', 0)
    reportFigure('soak: heap in MB after garbage, eight looks', heapMb.join(' '))
    expect((heapMb.at(-1) ?? 0) - (heapMb[3] ?? 0)).toBeLessThan(8)
    await acknowledgedWhileGraphHangs(places)
  },
  60_000 + activities * 300,
)

async function start(): Promise<Asked[]> {
  sandbox = await startSandbox({ limits: noLimits() })
  teams = await startTeams({ tenantId: acmeIds.tenant, people: [alice] })
  dataDir = await emptyDataDir()
  const settings = {
    DATA_DIR: dataDir,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    GRAPH_BASE_URL: sandbox.url,
    GRAPH_CREDENTIAL: 'sandbox',
    GRAPH_REQUESTS_PER_SECOND: '10000',
    GRAPH_PLACE_WINDOW_MS: '1',
    TEAMS_APP_ID: acmeIds.assistantManifest,
    PERSON_LIMIT: '100000',
    NODE_OPTIONS: inspectable,
  }
  bot = await startBotProcess(settings, (line) => {
    inspector = inspectorIn(line) ?? inspector
  })
  teams.connectTo(bot.url)
  return Array.from({ length: placeCount }, (_, i) => addPlace({ sandbox, teams }, i))
}

const expected = new Map<string, number>()

function expectOneMore({ place }: Asked): void {
  expected.set(place.id, (expected.get(place.id) ?? 0) + 1)
}

/** One activity, some delivered twice. @returns whether it was. */
async function one(places: Asked[], number: number): Promise<boolean> {
  const asked = places[number % places.length]
  if (!asked) throw new Error('there are places')
  const kind = number % 5
  if (number % 20 === 0) {
    const effect = faults[(number / 20) % faults.length]
    if (effect) sandbox.addFault(faultOn({ path: new RegExp(asked.scopeId.replaceAll('.', '\\.')) }, effect))
  }
  if (kind < 3) {
    const activity = teams.typed(words[number % words.length] ?? 'help', asked.place, asked.by)
    expectOneMore(asked)
    const isTwice = number % 7 === 0
    const answers = await Promise.all([teams.send(activity), ...(isTwice ? [teams.send(activity)] : [])])
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
    return isTwice
  }
  if (kind === 3) {
    const { status, body } = await teams.send(
      teams.pressed(verbs[number % verbs.length] ?? 'help', asked.place, asked.by),
    )
    expect({ status, hasCard: JSON.stringify(body).includes('AdaptiveCard') }).toEqual({ status: 200, hasCard: true })
    // What takes longer than a press may be waited for is told in a message: this press names none that could change.
    if (textOf(body).includes('Working on it')) expectOneMore(asked)
    return false
  }
  const noise = { ...teams.typed('', asked.place, asked.by), type: 'conversationUpdate', text: undefined }
  expect((await teams.send(noise)).status).toBe(200)
  return false
}

/** Conversations that hold another number of messages than they are to be told. */
function unanswered(places: Asked[]): object[] {
  return places.flatMap(({ place }) => {
    const has = teams.messages.filter(({ conversationId }) => conversationId === place.id).length
    const wants = expected.get(place.id) ?? 0
    return has === wants ? [] : [{ place: place.id, has, wants }]
  })
}

async function acknowledgedWhileGraphHangs(places: Asked[]): Promise<void> {
  sandbox.addFault(faultOn({}, { kind: 'hang', ms: 60_000 }, 1_000_000))
  const asked = places.slice(0, 30)
  const answers = await Promise.all(asked.map(({ place, by }) => teams.send(teams.typed('status', place, by))))
  expect(answers.map(({ status }) => status)).toEqual(asked.map(() => 200))
  reportFigure(
    'soak: acknowledged within, while Graph hangs, ms',
    Math.round(Math.max(...answers.map(({ tookMs }) => tookMs))),
  )
}

async function until(condition: () => boolean, what: () => string): Promise<void> {
  const deadline = performance.now() + 90_000
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`never: ${what()}`)
    await sleep(50)
  }
}
