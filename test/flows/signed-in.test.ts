import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { acmeIds } from '../../src/sandbox/acme.ts'
import type { BotProcess } from '../support/bot-process.ts'
import { alice, places } from '../support/bot-under-test.ts'
import { changesAskedFor } from '../support/changes-asked-for.ts'
import { type SignedInWorld, startSignedInWorld } from '../support/signed-in-world.ts'

/** Everything with authentication on: signed activities in, MSAL's own tokens out, and a Graph that checks them. */
let world: SignedInWorld
beforeAll(async () => {
  world = await startSignedInWorld()
})
afterAll(() => world.stop())
beforeEach(() => {
  world.sandbox.reset()
  world.teams.authorizations.clear()
  world.teams.messages.length = 0
})

async function expectTypedUpgrade() {
  const { status } = await world.teams.send(world.teams.typed('upgrade app', places.group, alice))
  expect(status).toBe(200)
  await world.teams.until((text) => text.includes('Teams now reports version 1.10.0'))
  expect(changesAskedFor(world.sandbox.journal)).toEqual([
    expect.objectContaining({
      route: '/chats/{id}/installedApps/{id}/upgrade',
      token: { kind: 'application', appId: acmeIds.botApp },
      status: 204,
    }),
  ])
}

describe('the bot proves itself with', () => {
  let bot: BotProcess
  afterEach(() => bot.stop())

  test.each([
    ['a workload identity', acmeIds.botApp],
    ['a managed identity that vouches for the app', acmeIds.botApp],
    ['a managed identity in the bot’s place', '77777777-7777-4777-8777-777777777777'],
  ] as const)('%s, to Teams and to Graph', async (name, botId) => {
    bot = await world.startBot(world.credentials[name])
    await expectTypedUpgrade()
    await expectTokensOf(botId)
  })
})

/** Every call of the bot to Teams carried a token for Teams, of this app, from Entra. */
async function expectTokensOf(appId: string) {
  const keys = createRemoteJWKSet(new URL(`${world.sandbox.url}/_sandbox/channel/keys`))
  expect(world.teams.authorizations.size).toBeGreaterThan(0)
  for (const authorization of world.teams.authorizations) {
    const { payload } = await jwtVerify(authorization.replace('Bearer ', ''), keys)
    expect(payload).toMatchObject({ aud: 'https://api.botframework.com', appid: appId, tid: acmeIds.tenant })
  }
}
