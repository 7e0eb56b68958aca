import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from '@jest/globals'
import type { Browser } from 'playwright-core'
import { type Conversation, openPlayground, type PlaygroundUser } from '../support/playground-driver.ts'
import { openBrowser } from '../support/render-cards.ts'
import { type DemoAddresses, interrupt, postsTo, type RunningDemo, runDemo } from '../support/run-demo.ts'

const pictures = fileURLToPath(new URL('../../artifacts/playground/', import.meta.url))
const channel: Conversation = { name: 'Incidents', isChannel: true, mentions: true }

let demo: RunningDemo
let browser: Browser
let addresses: DemoAddresses
let user: PlaygroundUser

async function startAs(person: string): Promise<void> {
  mkdirSync(pictures, { recursive: true })
  demo = runDemo({ command: ['npm', 'start'], env: { DEMO_PERSON: person, CONSENT_NOTE: 'Meeting notes need them.' } })
  browser = await openBrowser()
  addresses = await demo.ready()
  user = await openPlayground(browser, addresses.playground, 'Acme Assistant')
}

afterEach(async () => {
  await browser?.close()
  expect(await interrupt(demo)).toBe(true)
})

test('the owner sees what is new, kept and dropped, puts it off, is asked again and accepts: then it says granted', async () => {
  await startAs('Alice')
  await user.open(channel)
  const question = (await user.say('upgrade app')).filter({ hasText: 'Accept and upgrade' })
  await question.waitFor()
  const text = await question.innerText()
  expect(text).toMatch(/New\n[\s\S]*Kept\n[\s\S]*No longer asked for\n/)
  expect(text).toContain('Meeting notes need them.')
  await user.picture(`${pictures}consent-question.png`)

  const card = await user.card('Accept and upgrade')
  await card.getByRole('button', { name: 'Not now' }).click()
  await card.filter({ hasText: 'keeps working' }).waitFor()
  expect(await postsTo(addresses)).toEqual([])
  await user.picture(`${pictures}consent-put-off.png`)

  const again = await user.say('upgrade app')
  await again.getByRole('button', { name: 'Accept and upgrade' }).click()
  const done = again.filter({ hasText: 'Upgraded' })
  await done.waitFor()
  expect(await done.innerText()).toMatch(/granted/i)
  expect(await postsTo(addresses)).toMatchObject([{ route: '/teams/{id}/installedApps/{id}/upgrade', status: 204 }])
  await user.picture(`${pictures}consent-granted.png`)

  for (const [words, expected] of [
    ['status', 'Alice Adams'],
    ['history', 'Alice Adams'],
    ['apps', '1.10.0'],
    ['upgrade all', 'Upgrade'],
  ] as const) {
    await (await user.say(words)).filter({ hasText: expected }).waitFor()
    await user.picture(`${pictures}demo-${words.replace(' ', '-')}.png`)
  }
})

test('a plain member is refused, with the owner’s name, and nothing is changed', async () => {
  await startAs('Bob')
  await user.open(channel)
  const card = await user.say('upgrade app')
  await card.getByRole('button', { name: 'Accept and upgrade' }).click()
  await card.filter({ hasText: 'Alice Adams' }).filter({ hasText: 'Only an owner' }).waitFor()
  expect(await postsTo(addresses)).toEqual([])
  await user.picture(`${pictures}consent-refused.png`)
})
