import { expect, test } from '@jest/globals'
import { checkReadiness } from '../src/check-readiness.ts'
import { readConfig } from '../src/config.ts'
import { production } from './support/config-environments.ts'

const read = readConfig(production)
if (read.kind === 'invalid') throw new Error(read.problems.join())
const { config } = read

const well = { getToken: async () => 'token', storeHealth: async () => 'ok', clockLeadMs: () => 800 }

test('all is well', async () => {
  expect(await checkReadiness(config, well)).toEqual({
    ready: true,
    checks: { credential: 'ok', clock: 'ok', database: 'ok' },
  })
})

test('before anybody asked for anything it is ready, and says what is not known yet', async () => {
  const start = { ...well, storeHealth: async () => 'not opened yet', clockLeadMs: () => null }
  expect(await checkReadiness(config, start)).toEqual({
    ready: true,
    checks: { credential: 'ok', clock: 'not compared yet', database: 'not opened yet' },
  })
})

test('without a token for Graph it is not ready, and the reason is nobody’s business who asks from outside', async () => {
  const getToken = () => Promise.reject(new Error('AADSTS7000215: canary'))
  const { ready, checks } = await checkReadiness(config, { ...well, getToken })
  expect(ready).toBe(false)
  expect(checks['credential']).toBe('no token for Graph can be had with the configured credential')
})

test.each([-400_000, 400_000])('with a clock that is %d ms ahead of Graph’s it is not ready', async (leadMs) => {
  expect(await checkReadiness(config, { ...well, clockLeadMs: () => leadMs })).toMatchObject({
    ready: false,
    checks: { clock: 'wrong by more than five minutes' },
  })
})

test('a database that is away is told without its address, and upgrades go on without it', async () => {
  const storeHealth = async () => 'connect ECONNREFUSED 10.0.0.5:5432'
  expect(await checkReadiness(config, { ...well, storeHealth })).toMatchObject({
    ready: true,
    checks: { database: 'cannot be used' },
  })
})
