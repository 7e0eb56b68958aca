import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { acmeIds } from '../src/sandbox/acme.ts'
import { type BotProcess, startBotProcess } from './support/bot-process.ts'
import { campaignScale } from './support/campaign-scale.ts'
import { emptyDataDir } from './support/database-directory.ts'
import { fuzzedRequest } from './support/fuzzed-requests.ts'
import { sendRaw } from './support/raw-http.ts'
import { reportFigure } from './support/report-figure.ts'
import { startTokenIssuer, type TokenIssuer } from './support/token-issuer.ts'

/** 100,000 in the campaign. */
const requests = campaignScale === null ? 3_000 : Math.ceil(100_000 * campaignScale)
const atOnce = 25
/** Connections that say a little and then nothing, held open all the while. */
const dawdlers = 100

let issuer: TokenIssuer
let bot: BotProcess
let dataDir: string
const lines: string[] = []
let pid = 0
let port = 0

beforeAll(async () => {
  dataDir = await emptyDataDir()
  issuer = await startTokenIssuer({ iss: 'https://api.botframework.com', aud: acmeIds.botApp })
  bot = await startBotProcess(
    {
      BOT_ID: acmeIds.botApp,
      BOT_TENANT_ID: acmeIds.tenant,
      BOT_OPENID_METADATA: issuer.metadata,
      AZURE_CLIENT_SECRET: 'x',
      TEAMS_APP_ID: acmeIds.assistantManifest,
      // Nobody is there: whatever gets as far as a call shows in the log.
      NODE_OPTIONS: '--max-old-space-size=112',
      GRAPH_BASE_URL: 'http://127.0.0.1:9',
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
      DATA_DIR: dataDir,
    },
    (line) => lines.push(line),
  )
  port = Number(new URL(bot.url).port)
  pid = Number(/"pid":(\d+)/.exec(lines.join(''))?.[1])
})
afterAll(async () => {
  await bot.stop()
  await issuer.close()
  await rm(dataDir, { recursive: true })
})

const rssMegabytes = () => Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)]).stdout) / 1024

/** Ends when the bot has had enough of it. */
function dawdle(): Promise<unknown> {
  const socket = connect(port, '127.0.0.1').on('error', () => undefined)
  socket.resume().write('POST /api/messages HTTP/1.1\r\nhost: b\r\nx-slow:')
  return once(socket, 'close')
}

test('no request of a stranger stops the bot, makes it answer 5xx, runs a turn, or stays in its memory', async () => {
  const statuses = new Map<number, number>()
  const failures: string[] = []
  const slow = Promise.all(Array.from({ length: dawdlers }, dawdle))
  const megabytes: number[] = []
  // In portions, so that what was sent need not be kept.
  for (let sent = 0; sent < requests; sent += 1_000) {
    const left = fc.sample(fuzzedRequest, Math.min(1_000, requests - sent))
    const work = async () => {
      for (let next = left.pop(); next; next = left.pop()) {
        const { status, body } = await sendRaw(port, next.parts, next.isWhole ? 1_000 : 30)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
        const isFailure = status >= 500 || /\bat .*\.(ts|js)|Error:|node_modules/.test(body)
        if (isFailure) failures.push(`${status} to ${Buffer.concat(next.parts).toString('latin1').slice(0, 600)}`)
      }
    }
    await Promise.all(Array.from({ length: atOnce }, work))
    megabytes.push(rssMegabytes())
  }
  expect(failures).toEqual([])
  // Who says nothing more is cut off after ten seconds.
  await slow
  // Still the first process, and it still answers.
  const health = await fetch(`${bot.url}/healthz`)
  expect(health.status).toBe(200)
  expect(lines.filter((line) => line.includes('"listening"'))).toHaveLength(1)
  expect(lines.filter((line) => /a command was asked for|a turn|request failed|Graph was called/.test(line))).toEqual(
    [],
  )
  reportFigure(
    `fuzzed requests: ${requests}, answers by status`,
    JSON.stringify(Object.fromEntries([...statuses].sort())),
  )
  reportFigure('fuzzed requests: RSS after each tenth, MB', sampled(megabytes).map(Math.round).join(' '))
  // With a heap this small, a kilobyte left behind by every request would end the process. The first third is warming up.
  const third = Math.ceil(megabytes.length / 3)
  const [warm = 0, late = 0] = [megabytes.slice(third, 2 * third), megabytes.slice(-third)].map(median)
  expect(late - warm).toBeLessThan(40)
})

const median = (values: number[]) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

const sampled = (values: number[]) => values.filter((_value, i) => i % Math.ceil(values.length / 10) === 0)
