import { expect, test } from '@jest/globals'
import { checkReadiness } from '../src/check-readiness.ts'
import { readConfig } from '../src/config.ts'
import { production } from './support/config-environments.ts'

const read = readConfig(production)
if (read.kind === 'invalid') throw new Error(read.problems.join())
const { config } = read

const well = {
  getToken: async () => 'token',
  getBotToken: async () => 'token',
  storeHealth: async () => 'ok',
  clockLeadMs: (): number | null => 800,
  compareClock: async (): Promise<number | null> => 800,
}

test('all is well', async () => {
  expect(await checkReadiness(config, well)).toEqual({
    ready: true,
    checks: { credential: 'ok', bot: 'ok', clock: 'ok', database: 'ok' },
  })
})

test('before anybody asked for anything it is ready, and says what is not known yet', async () => {
  const start = { ...well, storeHealth: async () => 'not opened yet', clockLeadMs: () => null }
  expect(await checkReadiness(config, start)).toEqual({
    ready: true,
    checks: { credential: 'ok', bot: 'ok', clock: 'not compared yet', database: 'not opened yet' },
  })
})

test('without a token for Graph it is not ready, and the reason is nobody’s business who asks from outside', async () => {
  const getToken = () => Promise.reject(new Error('AADSTS7000215: canary'))
  const { ready, checks } = await checkReadiness(config, { ...well, getToken })
  expect(ready).toBe(false)
  expect(checks['credential']).toBe('no token for Graph can be had with the configured credential')
})

test.each([-400_000, 400_000])('with a clock that is %d ms ahead of Graph’s it is not ready', async (leadMs) => {
  for (const compared of [leadMs, null]) {
    const parts = { ...well, clockLeadMs: () => leadMs, compareClock: async () => compared }
    expect(await checkReadiness(config, parts)).toMatchObject({
      ready: false,
      checks: { clock: 'wrong by more than five minutes' },
    })
  }
})

test('a clock that was set since is compared anew, although nobody asks Graph for anything while it is not ready', async () => {
  const parts = { ...well, clockLeadMs: () => 400_000, compareClock: async () => 200 }
  expect(await checkReadiness(config, parts)).toMatchObject({ ready: true, checks: { clock: 'ok' } })
})

test('a bot that cannot answer in Teams is not ready; one without a registration needs no token', async () => {
  const getBotToken = () => Promise.reject(new Error('AADSTS7000222: canary'))
  expect(await checkReadiness(config, { ...well, getBotToken })).toMatchObject({
    ready: false,
    checks: { credential: 'ok', bot: 'no token to answer in Teams can be had with the configured credential' },
  })
  expect(await checkReadiness(config, { ...well, getBotToken: null })).toMatchObject({ ready: true })
})

test('a database that is away is told without its address, and upgrades go on without it', async () => {
  const storeHealth = async () => 'connect ECONNREFUSED 10.0.0.5:5432'
  expect(await checkReadiness(config, { ...well, storeHealth })).toMatchObject({
    ready: true,
    checks: { database: 'cannot be used' },
  })
})
