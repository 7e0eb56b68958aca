import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { noLimits } from '../../src/sandbox/limits.ts'
import { alice, places } from '../support/bot-under-test.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { startTab, type TabUnderTest, upgradePath } from '../support/tab-under-test.ts'

let here: TabUnderTest
afterEach(() => here.stop())

const metricsOn = { METRICS: 'prometheus' }
const look = async (headers: Record<string, string> = {}) => {
  const response = await fetch(`${here.url}/metrics`, { headers })
  return { status: response.status, type: response.headers.get('content-type'), text: await response.text() }
}
const samples = async () => readMetrics((await look()).text)
const metric = async (name: string, labels: Record<string, string> = {}) => {
  const fits = ({ labels: has }: { labels: object }) =>
    Object.entries(labels).every(([key, word]) => Reflect.get(has, key) === word)
  return (await samples()).filter((sample) => sample.name === name && fits(sample))[0]?.value
}

test('without METRICS there is no such page', async () => {
  here = await startTab()
  expect((await look()).status).toBe(404)
})

test('every count begins at nought, so that the first one is seen to rise', async () => {
  here = await startTab({ env: metricsOn })
  const refused = { outcome: 'refused', via: 'pressed', reason: 'missing-permission' }
  expect(await metric('upgrade_bot_upgrades_total', refused)).toBe(0)
  expect(await metric('upgrade_bot_upgrades_total', { outcome: 'failed', via: 'rollout', reason: 'none' })).toBe(0)
  expect(await metric('upgrade_bot_rollout_targets_total', { outcome: 'failed' })).toBe(0)
})

test('upgrades, Graph calls, throttling, turns, database and process are told, and nobody is named', async () => {
  // Without a tenant's limits, which may refuse one more.
  here = await startTab({ env: metricsOn, limits: noLimits() })
  here.graphFault(
    { method: 'GET', route: '/chats/{id}/installedApps' },
    { kind: 'status', status: 429, retryAfter: '1' },
  )
  await here.teams.send(here.teams.typed('upgrade app', places.group, alice))
  await here.teams.until((text) => text.includes('Upgraded'))
  await here.teams.send(here.teams.pressed('upgrade', places.group, alice))
  await here.post(upgradePath('me'), {})

  const ended = (outcome: string, via: string) => metric('upgrade_bot_upgrades_total', { outcome, via, reason: 'none' })
  expect(await ended('upgraded', 'typed')).toBe(1)
  expect(await ended('already-latest', 'pressed')).toBe(1)
  expect(await ended('upgraded', 'tab')).toBe(1)
  const graph = (status: string, route: string, method = 'GET') =>
    metric('upgrade_bot_graph_requests_total', { method, route, status })
  expect(await graph('429', '/chats/{id}/installedApps')).toBe(1)
  expect(await graph('204', '/chats/{id}/installedApps/{id}/upgrade', 'POST')).toBe(1)
  expect(await metric('upgrade_bot_graph_pace_wait_seconds_total')).toBeGreaterThan(0)
  expect(await metric('upgrade_bot_graph_throttled_seconds')).toBeLessThanOrEqual(1)
  expect(await metric('upgrade_bot_turn_duration_seconds_count', { via: 'typed', command: 'upgrade-app' })).toBe(1)
  const command = 'POST /me/installations/:installation/upgrade'
  expect(await metric('upgrade_bot_turn_duration_seconds_count', { via: 'tab', command })).toBe(1)
  expect(await metric('upgrade_bot_database_up')).toBe(0)
  expect(await metric('process_resident_memory_bytes')).toBeGreaterThan(10_000_000)

  const { type, text } = await look()
  expect(type).toContain('text/plain; version=0.0.4')
  const secrets = [acmeIds.tenant, acmeIds.alice, acmeIds.groupChat, acmeIds.assistantManifest, 'Alice', 'Acme']
  for (const secret of secrets) expect(text).not.toContain(secret)
  expect(text).not.toMatch(/[\da-f]{8}-[\da-f]{4}-/)
})

test('what a proxy brings from outside sees no metrics', async () => {
  here = await startTab({ env: metricsOn })
  expect((await look()).status).toBe(200)
  const { status, text } = await look({ 'x-forwarded-for': '203.0.113.7' })
  expect({ status, text }).toEqual({ status: 403, text: '{"error":"forbidden"}' })
})

test('with a token for metrics only who shows it sees them, from anywhere', async () => {
  const token = 'canary-of-metrics-1234'
  here = await startTab({ env: { ...metricsOn, METRICS_TOKEN: token } })
  const outside = { 'x-forwarded-for': '203.0.113.7' }
  expect((await look()).status).toBe(403)
  expect((await look({ authorization: `Bearer ${token}x` })).status).toBe(403)
  expect((await look({ ...outside, authorization: `Bearer ${token}` })).status).toBe(200)
})
