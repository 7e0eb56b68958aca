import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { openPlayground, type PlaygroundUser } from '../support/playground-driver.ts'
import { openBrowser } from '../support/render-cards.ts'
import { type DemoAddresses, interrupt, postsTo, runDemo } from '../support/run-demo.ts'

/** The same as without, but that nobody is believed without a token: `npm start -- --auth`. */
const demo = runDemo({ command: ['npm', 'start', '--', '--auth'], env: { SANDBOX_WORLD: 'acme' } })
let addresses: DemoAddresses
let browser: Browser
let user: PlaygroundUser

beforeAll(async () => {
  browser = await openBrowser()
  addresses = await demo.ready()
  user = await openPlayground(browser, addresses.playground, 'Acme Assistant')
})

afterAll(async () => {
  await browser?.close()
  expect(await interrupt(demo)).toBe(true)
})

const oneUpgrade = [expect.objectContaining({ status: 204, token: { kind: 'application', appId: acmeIds.botApp } })]

test('with every token checked, typing "upgrade app" upgrades the app', async () => {
  const card = await user.say('upgrade app')
  await card.filter({ hasText: 'Teams now reports version' }).waitFor({ timeout: 60_000 })
  expect(await postsTo(addresses)).toEqual(oneUpgrade)
})

test('and so does pressing Upgrade', async () => {
  await user.open({ name: 'Ops group', isChannel: false, mentions: true })
  await fetch(`${addresses.sandbox}/_sandbox/reset`, { method: 'POST' })
  const card = await user.card('Hello!')
  await card.getByRole('button', { name: 'Upgrade', exact: true }).click()
  await card.filter({ hasText: 'Teams now reports version' }).waitFor({ timeout: 60_000 })
  expect(await postsTo(addresses)).toEqual(oneUpgrade)
})
