import { afterEach, expect, test } from '@jest/globals'
import { openTelemetry } from '../../src/observe/open-telemetry.ts'
import { readMetrics } from '../support/read-metrics.ts'
import { type RolloutsUnderTest, startRollouts } from '../support/rollouts-under-test.ts'

let here: RolloutsUnderTest
afterEach(() => here.remove())

test('a rollout shows in the metrics: its queue while it waits, and each of its ends', async () => {
  const { telemetry, metricsText } = await openTelemetry({ metrics: true, otlpEndpoint: null }, { warn: () => {} })
  const samples = async (name: string) => readMetrics((await metricsText?.()) ?? '').filter((one) => one.name === name)
  here = await startRollouts({ crowd: { teams: 3, people: 2 }, telemetry })
  const gone = here.sandbox.tenant.teams[0]
  if (gone) gone.installations = []
  const id = await here.begin({ waves: [20, 100], gate: { kind: 'manual' } })
  await here.until(async () => (await here.read(id)).rollout.state === 'waiting')
  expect(await samples('upgrade_bot_rollout_targets_pending')).toContainEqual(
    expect.objectContaining({ labels: { state: 'waiting' }, value: 4 }),
  )
  expect(await samples('upgrade_bot_database_up')).toMatchObject([{ value: 1 }])
  await here.command(id, 'promote')
  await here.settled(id)
  expect(await samples('upgrade_bot_rollout_targets_pending')).toContainEqual(
    expect.objectContaining({ labels: { state: 'waiting' }, value: 0 }),
  )
  const ends = await samples('upgrade_bot_upgrades_total')
  const byOutcome = Object.fromEntries(
    ends.map(({ labels, value }) => [`${labels['via']} ${labels['outcome']}`, value]),
  )
  expect(byOutcome).toEqual({ 'rollout upgraded': 4, 'rollout not-installed': 1 })
})
