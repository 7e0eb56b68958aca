import { afterEach, expect, test } from '@jest/globals'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { alice, type BotUnderTest, places, startBot } from '../support/bot-under-test.ts'

const otherTenant = '99999999-9999-4999-8999-999999999999'

let bot: BotUnderTest
afterEach(() => bot.stop())

const typed = () => bot.teams.typed('upgrade app', places.personal, alice)

test.each<[string, () => object]>([
  ['another channel', () => ({ ...typed(), channelId: 'webchat' })],
  ['no channel', () => ({ ...typed(), channelId: '' })],
  ['a service elsewhere', () => ({ ...typed(), serviceUrl: 'https://evil.example/' })],
  ['a service that only looks local', () => ({ ...typed(), serviceUrl: 'http://127.0.0.1.evil.example/' })],
  ['no service', () => ({ ...typed(), serviceUrl: '' })],
  ['two tenants that disagree', () => ({ ...typed(), channelData: { tenant: { id: otherTenant } } })],
])('an activity from %s is refused and nothing is called', async (_name, activity) => {
  bot = await startBot()
  const { status, body } = await bot.teams.send(activity())
  expect({ status, body }).toEqual({ status: 403, body: { error: 'forbidden' } })
  expect(bot.sandbox.journal).toEqual([])
  expect(bot.teams.messages).toEqual([])
})

test('only allowed tenants are served', async () => {
  bot = await startBot({ env: { ALLOWED_TENANTS: otherTenant } })
  expect(await bot.teams.send(typed())).toMatchObject({ status: 403 })
  await bot.stop()
  bot = await startBot({ env: { ALLOWED_TENANTS: acmeIds.tenant } })
  expect(await bot.teams.send(typed())).toMatchObject({ status: 200 })
})

test('with a bot id nobody gets in without a token from Teams', async () => {
  bot = await startBot({
    env: { BOT_ID: acmeIds.botApp, BOT_PASSWORD: 'x', BOT_TENANT_ID: acmeIds.tenant, HOST: '127.0.0.1' },
  })
  const answer = await bot.teams.send({ ...typed(), serviceUrl: 'https://smba.trafficmanager.net/emea/' })
  expect(answer).toMatchObject({ status: 401, body: { error: 'unauthorized' } })
  expect(bot.sandbox.journal).toEqual([])
})

test('while Teams’ keys cannot be read nobody gets in, and nobody is called an impostor', async () => {
  bot = await startBot({
    env: {
      BOT_ID: acmeIds.botApp,
      BOT_PASSWORD: 'x',
      BOT_TENANT_ID: acmeIds.tenant,
      HOST: '127.0.0.1',
      BOT_OPENID_METADATA: 'http://127.0.0.1:1/openid',
      BOT_SERVICE_HOSTS: '127.0.0.1',
    },
  })
  const answer = await fetch(`${bot.url}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer YQ.YQ.YQ' },
    body: JSON.stringify(typed()),
  })
  expect([answer.status, await answer.json()]).toEqual([503, { error: 'unavailable' }])
  expect(bot.sandbox.journal).toEqual([])
  expect(bot.logLines.join('')).toContain('the tokens of activities cannot be checked')
})
