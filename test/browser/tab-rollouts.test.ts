import { mkdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Download } from 'playwright-core'
import { acmeIds, acmeTenant } from '../../src/sandbox/acme.ts'
import { crowdedTenant, crowdId } from '../../src/sandbox/crowded-tenant.ts'
import { application } from '../../src/sandbox/tenant.ts'
import { openBrowser } from '../support/render-cards.ts'
import {
  accessibilityProblems,
  buildTabPage,
  type LocalTeams,
  type OpenTab,
  openTab,
  overflowing,
  startLocalTeams,
  type TabChoices,
} from '../support/tab-page.ts'

const pictures = fileURLToPath(new URL('../../artifacts/tab/', import.meta.url))
const opened: OpenTab[] = []
let browser: Browser
let teams: LocalTeams

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  buildTabPage()
  browser = await openBrowser()
  const tenant = crowdedTenant({ teams: 60 })
  tenant.people.push(...acmeTenant().people.map((person) => ({ ...person, installations: [] })))
  const newest = tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push(application('ChannelMessage.Read.Group'))
  const env = { ROLLOUT_ADMINS: `${acmeIds.alice},${acmeIds.bob}`, ROLLOUT_PLACES: 'known', PERSON_LIMIT: '100' }
  teams = await startLocalTeams({ tenant, store: 'embedded', env })
})
afterAll(async () => {
  for (const tab of opened) await tab.close()
  await browser?.close()
  await teams?.stop()
})

async function open(choices: TabChoices = {}, size: { width?: number; height?: number } = {}): Promise<OpenTab> {
  const tab = await openTab(browser, {
    teamsUrl: teams.teamsUrl,
    choices: { person: acmeIds.alice, ...choices },
    ...size,
  })
  opened.push(tab)
  return tab
}

async function looksWell(tab: OpenTab, picture: string): Promise<void> {
  const frame = await tab.frame()
  await tab.page.locator('#tab').screenshot({ path: `${pictures}${picture}.png`, animations: 'disabled' })
  expect(await accessibilityProblems(frame)).toEqual([])
  expect(await overflowing(frame)).toEqual([])
}

async function textOf(download: Download): Promise<string> {
  return readFileSync(await download.path(), 'utf8')
}

test('an admin plans a rollout, accepts what it asks for, opens its waves, and takes the report home', async () => {
  const { tab, page, ...opening } = await open()
  const whole = { tab, page, ...opening }
  await tab.getByRole('tab', { name: 'Rollouts' }).click()
  await tab.getByText('No rollouts yet').waitFor()
  await looksWell(whole, 'rollouts-empty')

  await tab.getByRole('button', { name: 'New rollout' }).click()
  const dialog = tab.getByRole('dialog')
  const places = dialog.getByLabel('Which places')
  expect(await places.inputValue()).toBe('known')
  await places.selectOption('Every place of the organization')
  await dialog.getByRole('checkbox', { name: 'Chats' }).uncheck()
  await dialog.getByRole('checkbox', { name: 'Personal places' }).uncheck()
  await dialog.getByText('More settings').click()
  await dialog.getByLabel('Waves, in percent').fill('100, 10')
  await dialog.getByRole('button', { name: 'Show the plan' }).click()
  await dialog.getByText('Rising percents').waitFor()
  await looksWell(whole, 'rollouts-plan')
  await dialog.getByLabel('Waves, in percent').fill('50, 100')
  await dialog.getByLabel('Between waves').selectOption('Wait for me')
  await dialog.getByLabel('Stop after so many failures').fill('10')
  await dialog.getByRole('button', { name: 'Show the plan' }).click()

  await dialog.getByText('Acme Assistant to version 1.10.0').waitFor()
  await dialog.getByText('ChannelMessage.Read.Group').waitFor()
  await dialog.getByText('Teams cannot go back to an older version').waitFor()
  await looksWell(whole, 'rollouts-review')
  expect(teams.posts().filter(({ route }) => route.endsWith('/upgrade'))).toEqual([])
  const broken = crowdId('33333333', 7)
  teams.graphFault(
    { path: new RegExp(`${broken}.*upgrade$`) },
    { kind: 'status', status: 403, code: 'Forbidden', message: 'no' },
  )
  await dialog.getByRole('checkbox', { name: /I accept exactly/ }).check()
  await dialog.getByRole('button', { name: 'Start the rollout' }).click()

  await tab.getByText('A wave ended well').waitFor({ timeout: 30_000 })
  await tab.getByText('Wave 2: 30 places, not open yet').waitFor()
  await tab.getByRole('button', { name: 'Open the next wave' }).click()
  await tab.getByRole('alertdialog').getByRole('button', { name: 'Open the next wave' }).click()
  await tab.getByText('Ended, with failures').waitFor({ timeout: 30_000 })
  expect(teams.posts().filter(({ route }) => route.endsWith('/upgrade'))).toHaveLength(60)
  await looksWell(whole, 'rollouts-ended')

  await tab.getByLabel('Show', { exact: true }).selectOption('Refused (1)')
  await tab.getByRole('rowheader', { name: broken }).waitFor()
  await tab.getByRole('rowheader').nth(1).waitFor({ state: 'detached' })
  await tab.getByLabel('Show', { exact: true }).selectOption('All')
  await tab.getByRole('rowheader').nth(1).waitFor()
  await tab.getByLabel('Search by id').fill('-000000000012')
  await tab.getByRole('rowheader').nth(1).waitFor({ state: 'detached' })
  await tab.getByRole('rowheader', { name: crowdId('33333333', 12) }).waitFor()
  await tab.getByLabel('Search by id').fill('')
  await tab.getByRole('button', { name: 'Next page' }).click()
  await tab.getByText('Page 2').waitFor()

  const [csv] = await Promise.all([
    page.waitForEvent('download'),
    tab.getByRole('button', { name: 'Download CSV' }).click(),
  ])
  expect(csv.suggestedFilename()).toMatch(/^rollout-acme-assistant-1-10-0-[\da-f]{8}\.csv$/)
  const rows = (await textOf(csv)).trim().split('\r\n').slice(1)
  expect([rows.length, rows.filter((row) => row.includes(',refused,')).length]).toEqual([60, 1])

  await tab.getByRole('button', { name: 'All rollouts' }).click()
  await tab.getByText('60 of 60 done, 1 failed').waitFor()
  await looksWell(whole, 'rollouts-list')
})
