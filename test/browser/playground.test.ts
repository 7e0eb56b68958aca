import { mkdirSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import type { Browser, Locator } from 'playwright-core'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { changesAskedFor } from '../support/changes-asked-for.ts'
import { openPlayground, type PlaygroundUser } from '../support/playground-driver.ts'
import { openBrowser } from '../support/render-cards.ts'
import { type DemoAddresses, interrupt, journalOf, runDemo } from '../support/run-demo.ts'

/** What a newcomer does: `npm start`, open the address, type and press. Nothing here knows the bot. */
const demo = runDemo({ command: ['npm', 'start'], env: { SANDBOX_WORLD: 'acme' } })
const pictures = fileURLToPath(new URL('../../artifacts/playground/', import.meta.url))
let addresses: DemoAddresses
let browser: Browser
let user: PlaygroundUser

const conversations = [
  {
    name: 'Personal Chat',
    place: `/users/${acmeIds.alice}/teamwork/installedApps/`,
    route: '/users/{id}/teamwork/installedApps/{id}/upgrade',
    here: 'for you',
    isChannel: false,
    mentions: false,
  },
  {
    name: 'Ops group',
    place: `/chats/${acmeIds.groupChat}/installedApps/`,
    route: '/chats/{id}/installedApps/{id}/upgrade',
    here: 'in this chat',
    isChannel: false,
    mentions: true,
  },
  {
    name: 'Incidents',
    place: `/teams/${acmeIds.team}/installedApps/`,
    route: '/teams/{id}/installedApps/{id}/upgrade',
    here: 'in this team',
    isChannel: true,
    mentions: true,
  },
]

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  browser = await openBrowser()
  addresses = await demo.ready()
  user = await openPlayground(browser, addresses.playground, 'Acme Assistant')
})

afterAll(async () => {
  await browser?.close()
  expect(await interrupt(demo)).toBe(true)
})

describe.each(conversations)('in $name', (conversation) => {
  beforeAll(() => user.open(conversation))
  beforeEach(resetSandbox)

  test('typing "upgrade app" upgrades the app of this conversation and says from which version to which', async () => {
    const card = await user.say('upgrade app')
    await expectConfirmation(card, conversation)
    await expectOneUpgrade(conversation)
    await user.picture(`${pictures}${conversation.name}-typed.png`)
  })

  test.each([
    { card: 'welcome', says: 'Hello!', find: () => user.card('Hello!') },
    { card: 'status', says: '1.2.0', find: () => user.say('status') },
    { card: 'help', says: 'What I can do', find: () => user.say('help') },
  ])('pressing Upgrade on the $card card turns it into the confirmation', async ({ card, says, find }) => {
    const pressed = await find()
    await pressed.filter({ hasText: says }).waitFor()
    const cardsBefore = await user.countCards()
    await pressed.getByRole('button', { name: 'Upgrade', exact: true }).click()
    await expectConfirmation(pressed, conversation)
    await expectOneUpgrade(conversation)
    expect(await user.countCards()).toBe(cardsBefore)
    await user.picture(`${pictures}${conversation.name}-${card}.png`)
  })
})

describe('a rollout', () => {
  beforeAll(async () => {
    await resetSandbox()
    await user.open({ name: 'Personal Chat', isChannel: false, mentions: false })
  })

  test('is one card, from its plan to the end', async () => {
    const card = await user.say('rollout')
    // The embedded database is made when it is first needed, which takes its time beside a browser.
    await card.filter({ hasText: 'Plan of a rollout' }).waitFor({ timeout: 90_000 })
    await user.picture(`${pictures}rollout-plan.png`)
    const cardsBefore = await user.countCards()
    await card.getByRole('button', { name: 'Start', exact: true }).click()
    await card.filter({ hasText: /Looking for the places|Under way|Done/ }).waitFor({ timeout: 60_000 })
    await card.filter({ hasText: '8 of 8 places (100 %)' }).filter({ hasText: 'Done' }).waitFor({ timeout: 90_000 })
    expect(await user.countCards()).toBe(cardsBefore)
    await user.picture(`${pictures}rollout-done.png`)
    const upgraded = (await journalOf(addresses)).filter(({ effect }) => effect !== null)
    expect(new Set(upgraded.map(({ path }) => path)).size).toBe(8)
  }, 240_000)
})

async function expectConfirmation(card: Locator, { here }: { here: string }): Promise<void> {
  const confirmation = card.filter({ hasText: 'Teams now reports version' })
  await confirmation.waitFor()
  const text = await confirmation.innerText()
  expect(text).toContain('Acme Assistant')
  expect(text).toMatch(/From\s+1\.2\.0\s+→\s+To\s+1\.10\.0\s/)
  expect(text).toContain(`Teams now reports version 1.10.0 ${here}.`)
}

/** Looks a little later too, so that a second POST would have been seen. */
async function expectOneUpgrade({ place, route }: { place: string; route: string }): Promise<void> {
  await sleep(500)
  const journal = await journalOf(addresses)
  expect(changesAskedFor(journal)).toEqual([
    expect.objectContaining({
      method: 'POST',
      route,
      path: expect.stringContaining(place),
      token: { kind: 'application', appId: acmeIds.botApp },
      status: 204,
      effect: { from: '1.2.0', to: '1.10.0' },
    }),
  ])
  expect(journal.filter(({ effect }) => effect !== null)).toHaveLength(1)
}

async function resetSandbox(): Promise<void> {
  const answer = await fetch(`${addresses.sandbox}/_sandbox/reset`, { method: 'POST' })
  expect(answer.status).toBe(204)
}
