import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { Browser, Locator } from 'playwright-core'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { demoTenant } from '../../src/sandbox/demo-tenant.ts'
import { openBrowser } from '../support/render-cards.ts'
import {
  buildTabPage,
  type LocalTeams,
  type OpenTab,
  openTab,
  startLocalTeams,
  type TabChoices,
} from '../support/tab-page.ts'
import { askForMore, installed, upgradePath } from '../support/tab-under-test.ts'

const team = `team:${acmeIds.team}`
const opened: OpenTab[] = []
let browser: Browser
let teams: LocalTeams

beforeAll(async () => {
  buildTabPage()
  browser = await openBrowser()
})
afterAll(() => browser?.close())

beforeEach(async () => {
  teams = await startLocalTeams({ tenant: demoTenant(), store: 'embedded' })
})
afterEach(async () => {
  for (const tab of opened.splice(0)) await tab.close()
  await teams.stop()
})

async function open(choices: TabChoices = {}): Promise<OpenTab> {
  const tab = await openTab(browser, { teamsUrl: teams.teamsUrl, choices })
  opened.push(tab)
  return tab
}

/** The row of one app. */
const rowOf = ({ tab }: OpenTab, name: string) => tab.getByRole('listitem', { name, exact: true })

const hasFocus = (element: Locator) => element.and(element.page().frameLocator('#tab').locator(':focus')).isVisible()

const upgradesSent = () => teams.posts().filter(({ route }) => route.endsWith('/upgrade'))

const versionIn = (name: string, installations = teams.sandbox.tenant.teams[0]?.installations) => {
  const app = teams.sandbox.tenant.catalog.find(({ displayName }) => displayName === name)
  return installations?.find(({ appId }) => appId === app?.id)?.version
}

test('the personal tab lists a person’s own apps with installed and newest version', async () => {
  const tab = await open()
  await tab.tab.getByRole('heading', { name: 'Your apps' }).waitFor()
  await rowOf(tab, 'Acme Assistant').getByText('Installed version: 1.2.0, newest version: 1.10.0').waitFor()
  await rowOf(tab, 'Acme Expenses').getByText('Up to date').waitFor()
  expect(teams.calls()).toContain('GET /me/teamwork/installedApps')
  await tab.page.getByText('The tab says it is ready.').waitFor()
})

test('Upgrade in the personal tab goes through /me with the person’s own token', async () => {
  const tab = await open()
  await rowOf(tab, 'Acme Assistant').getByRole('button', { name: 'Upgrade Acme Assistant' }).click()
  await rowOf(tab, 'Acme Assistant').getByText('Teams now reports version 1.10.0.').waitFor()
  expect(upgradesSent()).toMatchObject([
    { route: '/me/teamwork/installedApps/{id}/upgrade', token: { kind: 'delegated', userId: acmeIds.alice } },
  ])
  expect(teams.installed('personal')).toBe('1.10.0')
})

test('new permissions are shown first; Not now changes nothing, Accept and upgrade accepts exactly them', async () => {
  const tab = await open({ place: team })
  const asked: string[] = []
  tab.page.on('request', (request) => request.method() === 'POST' && asked.push(new URL(request.url()).pathname))
  const review = tab.tab.getByRole('button', { name: 'Review what Acme Assistant asks for' })
  await review.click()
  const dialog = tab.tab.getByRole('dialog')
  await dialog.getByText('ChannelMessage.Read.Group').waitFor()
  await dialog.getByText('Read the messages in this team’s channels').waitFor()
  await dialog.getByRole('button', { name: 'Not now' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(asked.filter((path) => path.startsWith('/api/'))).toEqual([])
  expect(upgradesSent()).toEqual([])
  await expect(hasFocus(review)).resolves.toBe(true)

  await review.click()
  await dialog.getByRole('button', { name: 'Accept and upgrade' }).click()
  await rowOf(tab, 'Acme Assistant').getByText('Teams now reports version 1.10.0.').waitFor()
  expect(upgradesSent()).toMatchObject([{ token: { kind: 'application' }, effect: { to: '1.10.0' } }])
  expect(JSON.stringify(upgradesSent()[0]?.body)).toContain('ChannelMessage.Read.Group')
})

test('a set that changed since it was shown is shown anew before anything is accepted', async () => {
  const tab = await open({ place: team })
  await tab.tab.getByRole('button', { name: 'Review what Acme Assistant asks for' }).click()
  const newest = teams.sandbox.tenant.catalog[0]?.definitions.find(({ version }) => version === '1.10.0')
  newest?.permissions.push({ permissionValue: 'TeamsTab.Create.Group', permissionType: 'application' })
  await tab.tab.getByRole('button', { name: 'Accept and upgrade' }).click()
  await tab.tab.getByText('What the app asks for has changed meanwhile.').waitFor()
  await tab.tab.getByRole('dialog').getByText('TeamsTab.Create.Group').waitFor()
  expect(upgradesSent()).toEqual([])
})

test('Upgrade all upgrades what asks for nothing new, and leaves the rest as it is', async () => {
  const tab = await open({ place: team })
  await tab.tab.getByRole('button', { name: /^Upgrade all \(6\)/ }).click()
  await tab.tab.getByText('5 upgraded. 1 ended otherwise: see the list.').last().waitFor()
  for (const name of ['Contoso Polls', 'Acme Standup', 'Acme Room Booking']) {
    await rowOf(tab, name).getByText('Up to date', { exact: true }).waitFor()
  }
  expect([versionIn('Contoso Polls'), versionIn('Acme Room Booking')]).toEqual(['3.2.0', '2.10'])
  expect(versionIn('Acme Assistant')).toBe('1.2.0')
  await rowOf(tab, 'Teams Calendar').getByText('Request id').waitFor()
})

test('a run of Upgrade all stops after the app it is at, and says what was not tried', async () => {
  const tab = await open({ place: team })
  const goOn = teams.graphHangs({ route: '/teams/{id}/installedApps/{id}/upgrade' })
  await tab.tab.getByRole('button', { name: /^Upgrade all/ }).click()
  await tab.tab.getByRole('button', { name: 'Stop after this one' }).click()
  goOn()
  await tab.tab.getByText('1 upgraded. 5 not tried.').last().waitFor()
  expect(upgradesSent()).toHaveLength(1)
})

test('a plain member of the team is refused and told who may', async () => {
  const tab = await open({ place: team, person: acmeIds.bob })
  await rowOf(tab, 'Contoso Polls').getByRole('button', { name: 'Upgrade Contoso Polls' }).click()
  await rowOf(tab, 'Contoso Polls')
    .getByText('Only an owner of this team may upgrade apps here: Alice Adams.')
    .waitFor()
  expect(upgradesSent()).toEqual([])
})

test('in a meeting new permissions can be read, and are accepted in its chat alone', async () => {
  askForMore(teams.sandbox.tenant, 'ChatMessage.Read.Chat')
  const tab = await open({ place: `chat:${acmeIds.meetingChat}` })
  await tab.tab.getByRole('button', { name: 'Review what Acme Assistant asks for' }).click()
  const dialog = tab.tab.getByRole('dialog')
  await dialog.getByText('in the meeting’s chat, by typing “upgrade app” there').waitFor()
  await dialog.getByText('ChatMessage.Read.Chat').waitFor()
  expect(await dialog.getByRole('button').allTextContents()).toEqual(['Close'])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await dialog.waitFor({ state: 'detached' })
  expect(upgradesSent()).toEqual([])
})

test('somebody who is not in the team sees nothing of it', async () => {
  const tab = await open({ place: team, person: acmeIds.dave })
  await tab.tab.getByText('Only members of this team can see this').waitFor()
  await expect(tab.tab.getByRole('listitem').count()).resolves.toBe(0)
  expect(teams.calls()).not.toContain('GET /teams/{id}/installedApps')
})

test('where the person has not agreed yet, Microsoft’s own window asks them, and the list follows', async () => {
  const { signedInWith } = teams.sandbox.tenant
  if (signedInWith) signedInWith.scopes = []
  const tab = await open()
  await tab.tab.getByText('One more step').waitFor()
  await tab.tab.getByRole('button', { name: 'Continue' }).click()
  await rowOf(tab, 'Acme Assistant').waitFor()
})

test('where Entra wants more proof, its claims go to its page and into the next token', async () => {
  const claims = '{"access_token":{"acrs":{"essential":true,"value":"c1"}}}'
  const tab = await openTab(browser, {
    teamsUrl: teams.teamsUrl,
    prepare: (context) =>
      context.route(
        '**/api/tab/me/installations',
        (route) => route.fulfill({ status: 403, json: { type: '/problems/interaction-required', claims } }),
        { times: 1 },
      ),
  })
  opened.push(tab)
  await tab.tab.getByText('Microsoft wants to be sure it is you').waitFor()
  const authorized = tab.context.waitForEvent('request', (request) => request.url().includes('/oauth2/v2.0/authorize'))
  await tab.tab.getByRole('button', { name: 'Continue' }).click()
  expect(new URL((await authorized).url()).searchParams.get('claims')).toBe(claims)
  await rowOf(tab, 'Acme Assistant').waitFor()
  await expect(tab.page.locator('#log').textContent()).resolves.toContain(
    `getAuthToken [null,[${JSON.stringify(claims)}]`,
  )
})

test('a sign-in window that is closed changes nothing, and can be opened again', async () => {
  const { signedInWith } = teams.sandbox.tenant
  if (signedInWith) signedInWith.scopes = []
  const tab = await open()
  await tab.context.route('**/tab/auth-start.html*', (route) => route.fulfill({ body: 'a page that waits' }), {
    times: 1,
  })
  const window = tab.context.waitForEvent('page')
  await tab.tab.getByRole('button', { name: 'Continue' }).click()
  await (await window).close()
  await tab.tab.getByRole('button', { name: 'Continue', disabled: false }).click()
  await rowOf(tab, 'Acme Assistant').waitFor()
})

test('a token that ended meanwhile is renewed without a word', async () => {
  const tab = await open()
  await rowOf(tab, 'Acme Assistant').waitFor()
  const ended = await teams.tokenOf(acmeIds.alice, { lifeSeconds: -300 })
  await tab.page.route('**/_parent/token', (route) => route.fulfill({ json: { token: ended } }), { times: 1 })
  await tab.tab.getByRole('button', { name: 'Upgrade Acme Assistant' }).click()
  await rowOf(tab, 'Acme Assistant').getByText('Teams now reports version 1.10.0.').waitFor()
})

test('a token that stays refused is said kindly', async () => {
  const tab = await openTab(browser, {
    teamsUrl: teams.teamsUrl,
    prepare: (context) => context.route('**/_parent/token', (route) => route.fulfill({ json: { token: 'a.b.c' } })),
  })
  opened.push(tab)
  await tab.tab.getByText('You are not signed in here').waitFor()
  await tab.page.getByText('could not start').waitFor()
})

test('follows Teams’ theme while it is open', async () => {
  const tab = await open()
  await rowOf(tab, 'Acme Assistant').waitFor()
  const frame = await tab.frame()
  const ground = () => frame.evaluate('getComputedStyle(document.querySelector(".frame")).backgroundColor')
  const seen = new Set([await ground()])
  for (const theme of ['dark', 'contrast']) {
    await tab.page.getByLabel('Theme').selectOption(theme)
    await tab.tab.locator(`.frame[data-theme="${theme}"]`).waitFor()
    seen.add(await ground())
  }
  expect(seen.size).toBe(3)
})

test('offline it keeps what it knows and offers nothing; online again it looks anew', async () => {
  const tab = await open()
  await rowOf(tab, 'Acme Assistant').waitFor()
  await tab.context.setOffline(true)
  await tab.tab.getByText('You are offline').waitFor()
  const button = tab.tab.getByRole('button', { name: 'Upgrade Acme Assistant' })
  await expect(button.getAttribute('aria-disabled')).resolves.toBe('true')
  const before = teams.calls().length
  await tab.context.setOffline(false)
  await tab.tab.getByText('You are offline').waitFor({ state: 'detached' })
  await teams.until(() => teams.calls().length > before)
})

test('a link to one app leads to it', async () => {
  const tab = await open({ place: team, link: acmeIds.assistantManifest })
  await rowOf(tab, 'Acme Assistant').waitFor()
  await expect(hasFocus(rowOf(tab, 'Acme Assistant'))).resolves.toBe(true)
  await tab.tab.getByRole('button', { name: 'Copy a link to Acme Assistant' }).click()
  await tab.page.getByText(`link=${acmeIds.assistantManifest}`).waitFor()
})

test('what somebody else upgrades shows in an open tab, and in its history', async () => {
  const tab = await open({ place: `chat:${acmeIds.groupChat}`, person: acmeIds.bob })
  await rowOf(tab, 'Contoso Polls').waitFor()
  await rowOf(tab, 'Acme Standup').getByRole('button', { name: 'Upgrade Acme Standup' }).waitFor()
  const other = await open({ place: `chat:${acmeIds.groupChat}` })
  await rowOf(other, 'Acme Standup').getByRole('button', { name: 'Upgrade Acme Standup' }).click()
  await rowOf(tab, 'Acme Standup').getByText('Teams now reports version 1.5.0.').waitFor()
  await tab.tab.getByRole('tab', { name: 'History' }).click()
  await tab.tab.getByText('1.4.1 → 1.5.0').waitFor()
  await tab.tab.getByText('Alice Adams, in the tab').waitFor()
})

test('by keyboard alone: from the top to an upgrade, and its result has the focus and is heard', async () => {
  const tab = await open()
  await rowOf(tab, 'Acme Assistant').waitFor()
  await tab.tab.getByRole('tab', { name: 'Apps' }).focus()
  const active = 'document.activeElement.getAttribute("aria-label")'
  for (let steps = 0; steps < 12; steps++) {
    await tab.page.keyboard.press('Tab')
    if ((await (await tab.frame()).evaluate(active)) === 'Upgrade Acme Assistant') break
  }
  await tab.page.keyboard.press('Enter')
  await rowOf(tab, 'Acme Assistant').getByText('Teams now reports version 1.10.0.').waitFor()
  await tab.tab.locator('.app__result:focus', { hasText: 'Teams now reports version 1.10.0.' }).waitFor()
  await expect(tab.tab.locator('.only-heard[role=status]').textContent()).resolves.toBe(
    'Acme Assistant: Upgraded. Teams now reports version 1.10.0.',
  )
})

test('a busy Graph is said with how long to wait', async () => {
  const tab = await open({ place: team })
  const route = '/teams/{id}/installedApps/{id}/upgrade'
  teams.graphFault({ route }, { kind: 'status', status: 429, code: 'TooManyRequests', retryAfter: '40' }, 9)
  await rowOf(tab, 'Contoso Polls').getByRole('button', { name: 'Upgrade Contoso Polls' }).click()
  await rowOf(tab, 'Contoso Polls').getByText('Microsoft Graph is busy').waitFor()
  await rowOf(tab, 'Contoso Polls').getByText('in 40 seconds').waitFor()
})

test('what Graph finally refuses is said with its reason and its request id, and not as a missing answer', async () => {
  const tab = await open({ place: team })
  await rowOf(tab, 'Contoso Polls').waitFor()
  const message = 'Missing role permissions on the request.'
  const fault = { kind: 'status', status: 403, code: 'Forbidden', message } as const
  teams.graphFault({ route: '/teams/{id}/installedApps' }, fault, 9)
  await rowOf(tab, 'Contoso Polls').getByRole('button', { name: 'Upgrade Contoso Polls' }).click()
  const row = rowOf(tab, 'Contoso Polls')
  await row.getByText('This app lacks a Microsoft Graph permission').waitFor()
  await row.getByText(message).waitFor()
  await row.getByText('Request id').waitFor()
  await expect(row.getByText('No answer came').count()).resolves.toBe(0)
})

test('the tab is added to a team by saving its configuration page', async () => {
  const tab = await open({ place: team, page: 'config' })
  await tab.tab.getByRole('heading', { name: 'Add a tab with the apps of this team' }).waitFor()
  await tab.page.getByRole('button', { name: 'Save' }).click()
  await rowOf(tab, 'Acme Assistant').waitFor()
})

test('opened outside of Teams it says so, with a link', async () => {
  const page = await browser.newPage()
  await page.goto(`${teams.url}/tab/`)
  await page.getByRole('heading', { name: 'This page lives in Microsoft Teams' }).waitFor()
  await expect(page.getByRole('link', { name: 'Open Microsoft Teams' }).getAttribute('href')).resolves.toMatch(
    /^https:/,
  )
  await page.close()
})

test('an installation that is gone is said so', async () => {
  const tab = await open({ place: team })
  await rowOf(tab, 'Contoso Polls').waitFor()
  const [place] = teams.sandbox.tenant.teams
  if (place) place.installations = place.installations.filter(({ appId }) => appId !== acmeIds.polls)
  await rowOf(tab, 'Contoso Polls').getByRole('button', { name: 'Upgrade Contoso Polls' }).click()
  await rowOf(tab, 'Contoso Polls').getByText('removed from it meanwhile').waitFor()
})

test('nobody can upgrade what is not theirs by the page’s own calls', async () => {
  const answer = await teams.post(upgradePath('team', installed.me), {}, { as: acmeIds.dave })
  expect(answer.status).toBe(404)
})
