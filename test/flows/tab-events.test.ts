import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, places } from '../support/bot-under-test.ts'
import { api, askForMore, installed, startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'

let tab: TabUnderTest
const streams: AbortController[] = []
afterEach(async () => {
  for (const stream of streams.splice(0)) stream.abort()
  await tab.stop()
})

type Event = { event: string; data: Record<string, unknown> }

/** Follows a place as a page does; what has come stands in `events`. */
async function follow(path: string, ask: { as?: string; lifeSeconds?: number } = {}) {
  const { as = acmeIds.alice, ...life } = ask
  const stream = new AbortController()
  streams.push(stream)
  const response = await fetch(`${tab.url}${path}/events`, {
    headers: { authorization: `Bearer ${await tab.tokenOf(as, life)}` },
    signal: stream.signal,
  })
  const events: Event[] = []
  const ended = read(response, events).catch(() => undefined)
  return { response, events, ended, leave: () => stream.abort() }
}

async function read(response: Response, events: Event[]): Promise<void> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of response.body ?? []) {
    const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks.filter((one) => !one.startsWith(':'))) {
      const [event = '', data = ''] = block.split('\n')
      events.push({ event: event.replace('event: ', ''), data: Object(JSON.parse(data.replace('data: ', ''))) })
    }
  }
}

const until = (condition: () => boolean) => tab.until(condition)

test('pages that are open take no place from those who ask', async () => {
  tab = await startTab({ env: { TURN_LIMIT: '1' } })
  for (const path of [api.team, api.group]) expect((await follow(path)).response.status).toBe(200)
  expect((await tab.post(upgradePath('team'))).body).toMatchObject({ kind: 'upgraded' })
})

test('who watches a team hears of an upgrade there from its begin to its end, and of none elsewhere', async () => {
  tab = await startTab()
  const watching = await follow(api.team, { as: acmeIds.bob })
  expect(watching.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8')
  expect(watching.response.headers.get('cache-control')).toBe('no-store')
  await tab.post(upgradePath('group'))
  const { body: outcome } = await tab.post(upgradePath('team'))
  await until(() => watching.events.length === 2)
  const actor = { via: 'tab', name: 'Alice Adams' }
  const at = expect.stringMatching(/Z$/)
  const app = acmeIds.assistantManifest
  expect(watching.events).toEqual([
    { event: 'started', data: { app, at, actor } },
    {
      event: 'outcome',
      data: { app, at, actor, installationId: installed.team, appName: 'Acme Assistant', outcome },
    },
  ])
})

test('an upgrade asked for in the chat shows in the tab too', async () => {
  tab = await startTab()
  const watching = await follow(api.group)
  await tab.teams.send(tab.teams.typed('upgrade app', places.group, alice))
  await until(() => watching.events.length === 2)
  expect(watching.events[1]?.data).toMatchObject({ installationId: installed.group, outcome: { kind: 'upgraded' } })
})

test('of an upgrade that failed, who pressed and who watches are told whether anything was sent', async () => {
  tab = await startTab()
  const watching = await follow(api.team, { as: acmeIds.bob })
  const unauthorized = { kind: 'status', status: 401, code: 'InvalidAuthenticationToken', message: 'expired' } as const
  tab.graphFault({ route: '/appCatalogs/teamsApps' }, unauthorized, 4)
  const consent = askForMore(tab.sandbox.tenant)
  const unsent = await tab.post(upgradePath('team'), { consent })
  expect(unsent.body).toMatchObject({ kind: 'failed', wasSent: false })
  expect(tab.posts()).toEqual([])
  tab.graphFault({ route: '/teams/{id}/installedApps/{id}/upgrade' }, unauthorized, 4)
  const sent = await tab.post(upgradePath('team'), { consent })
  expect(sent.body).toMatchObject({ kind: 'failed', wasSent: true })
  await until(() => watching.events.length === 4)
  const told = watching.events.filter(({ event }) => event === 'outcome').map(({ data }) => data['outcome'])
  expect(told).toEqual([unsent.body, sent.body])
})

test('one’s own apps are one place, whether the chat or the tab asked', async () => {
  tab = await startTab()
  const watching = await follow(api.me)
  const other = await follow(api.me, { as: acmeIds.bob })
  await tab.teams.send(tab.teams.typed('upgrade app', places.personal, alice))
  await until(() => watching.events.length === 2)
  expect(other.events).toEqual([])
})

test('the stream ends with the sign-in that opened it', async () => {
  tab = await startTab()
  const watching = await follow(api.me, { lifeSeconds: 1 })
  expect(watching.response.status).toBe(200)
  await watching.ended
})

test('the stop of the server ends the streams and does not wait for them', async () => {
  tab = await startTab()
  const watching = await Promise.all([follow(api.me), follow(api.team)])
  const began = performance.now()
  await tab.stopApp()
  expect(performance.now() - began).toBeLessThan(8_000)
  await Promise.all(watching.map(({ ended }) => ended))
})

test('who left is forgotten, and the rest goes on', async () => {
  tab = await startTab()
  const leaving = await follow(api.team)
  const staying = await follow(api.team)
  leaving.leave()
  await sleep(50)
  await tab.post(upgradePath('team'))
  await until(() => staying.events.length === 2)
})

test('one person’s requests are taken up to their limit, and then a problem says how long to wait', async () => {
  tab = await startTab({ env: { PERSON_LIMIT: '3' } })
  const path = '/api/tab/me/history'
  const answers = [await tab.get(path), await tab.get(path), await tab.get(path), await tab.get(path)]
  expect(answers.map(({ status }) => status)).toEqual([503, 503, 503, 429])
  const last = answers.at(-1)
  const waitSeconds = Number(last?.headers.get('retry-after'))
  expect(waitSeconds).toBeGreaterThan(7)
  expect(last?.body).toMatchObject({ type: '/problems/rate-limited', status: 429, retryAfterSeconds: waitSeconds })
  expect((await tab.get(path, { as: acmeIds.bob })).status).toBe(503)
  expect((await tab.get(path, { token: 'x' })).status).toBe(401)
})
