import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, BrowserContext, Route } from 'playwright-core'
import { acmeIds } from '../../src/sandbox/acme.ts'
import { openBrowser } from '../support/render-cards.ts'
import { samplePreview, sampleRollouts, sampleTargets, sampleTimeline } from '../support/rollout-samples.ts'
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
import { appsToEnd, sampleApps, sampleHistory, sampleOutcomes } from '../support/tab-samples.ts'

const pictures = fileURLToPath(new URL('../../artifacts/tab/', import.meta.url))
let browser: Browser
let teams: LocalTeams

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  buildTabPage()
  browser = await openBrowser()
  teams = await startLocalTeams()
})
afterAll(async () => {
  await browser?.close()
  await teams?.stop()
})

/** What the API answers in one state of the page, and how that state is reached. */
type State = {
  list: (route: Route) => Promise<unknown>
  /** What a deep link opens. */
  link?: string
  reach?: (tab: OpenTab) => Promise<unknown>
  isThere: (tab: OpenTab) => Promise<unknown>
}

const apps = (installations: object[]) => (route: Route) => route.fulfill({ json: { installations } })
const problem =
  (status: number, name: string, more: object = {}) =>
  (route: Route) =>
    route.fulfill({ status, json: { type: `/problems/${name}`, ...more }, headers: { 'retry-after': '90' } })

const refusal = {
  reason: 'missing-permission',
  detail: 'Forbidden: Missing role permissions on the request. API requires one of TeamsAppInstallation.Read.All.',
  requestId: '6f1d2c1a-7a54-4a0e-9d2b-1f1f5e5d9a10',
}

const firstRow = ({ tab }: OpenTab) => tab.getByRole('listitem').first().waitFor()
const heading = ({ tab }: OpenTab) => tab.locator('.whole h2').waitFor()

const states: Record<string, State> = {
  list: { list: apps(sampleApps), isThere: firstRow },
  asks: {
    list: apps(sampleApps),
    reach: ({ tab }) => tab.locator('summary').first().click(),
    isThere: ({ tab }) => tab.getByText('Something.New.Group').waitFor(),
  },
  consent: {
    list: apps(sampleApps),
    reach: ({ tab }) => tab.locator('.app__end button', { hasText: /Review|Prüfen/ }).click(),
    isThere: ({ tab }) => tab.getByRole('dialog').waitFor(),
  },
  outcomes: {
    list: apps(appsToEnd),
    reach: async ({ tab }) => {
      for (const { app } of appsToEnd)
        await tab.getByRole('listitem', { name: app.name, exact: true }).locator('.app__end button').click()
    },
    isThere: ({ tab }) =>
      tab
        .locator('.app__result')
        .nth(appsToEnd.length - 1)
        .waitFor(),
  },
  all: {
    list: apps([...sampleApps, ...appsToEnd.slice(0, 3)]),
    reach: ({ tab }) => tab.locator('.all button').click(),
    isThere: ({ tab }) => tab.getByRole('progressbar').first().waitFor(),
  },
  empty: { list: apps([]), isThere: heading },
  loading: { list: () => new Promise(() => {}), isThere: ({ tab }) => tab.locator('main .waiting').waitFor() },
  'not-found': { list: problem(404, 'not-found'), isThere: heading },
  'consent-required': { list: problem(403, 'consent-required'), isThere: heading },
  'interaction-required': { list: problem(403, 'interaction-required'), isThere: heading },
  refused: {
    list: problem(403, 'refused', refusal),
    isThere: ({ tab }) => tab.locator('.whole .facts').getByText(refusal.requestId).waitFor(),
  },
  'rate-limited': { list: problem(429, 'rate-limited'), isThere: heading },
  unavailable: { list: problem(503, 'unavailable'), isThere: heading },
  unauthorized: { list: problem(401, 'unauthorized'), isThere: heading },
  offline: {
    list: apps(sampleApps),
    reach: async (tab) => {
      await firstRow(tab)
      await tab.context.setOffline(true)
    },
    isThere: ({ tab }) => tab.locator('.notice').first().waitFor(),
  },
  history: {
    list: apps(sampleApps),
    reach: ({ tab }) => tab.getByRole('tab').nth(1).click(),
    isThere: ({ tab }) => tab.locator('.past').nth(5).waitFor(),
  },
  rollouts: {
    list: apps([]),
    link: 'rollouts',
    isThere: ({ tab }) =>
      tab
        .locator('.rollout')
        .nth(sampleRollouts.length - 1)
        .waitFor(),
  },
  rollout: {
    list: apps([]),
    link: 'rollouts/throttled',
    reach: ({ tab }) => tab.locator('.chart summary').click(),
    isThere: ({ tab }) => tab.locator('.targets code').last().waitFor(),
  },
  'rollout-plan': {
    list: apps(sampleApps),
    link: 'rollouts',
    reach: async ({ tab }) => {
      await tab.locator('.rollouts__head button').click()
      await tab.locator('.plan summary').click()
      await tab.getByRole('dialog').getByRole('combobox').nth(1).selectOption('list')
    },
    isThere: ({ tab }) => tab.getByRole('textbox').first().waitFor(),
  },
  'rollout-review': {
    list: apps(sampleApps),
    link: 'rollouts',
    reach: async ({ tab }) => {
      await tab.locator('.rollouts__head button').click()
      await tab.getByRole('dialog').getByRole('button').last().click()
    },
    isThere: async ({ tab }) => {
      const dialog = tab.getByRole('dialog')
      for (const told of ['TeamSettings.Read.Group', 'Manage team › Apps', 'Manage your apps', /22:00.*06:00.*Berlin/])
        await dialog.getByText(told).waitFor()
    },
  },
}

/** What the API tells of rollouts. */
async function answerRollouts(route: Route): Promise<void> {
  const path = new URL(route.request().url()).pathname.replace('/api/tab/rollouts', '')
  const one = sampleRollouts.find(({ id }) => path === `/${id}`)
  if (path === '') return route.fulfill({ json: { rollouts: sampleRollouts } })
  if (path === '/preview') return route.fulfill({ json: samplePreview })
  if (path.endsWith('/targets')) return route.fulfill({ json: { targets: sampleTargets, next: '6' } })
  if (path.endsWith('/timeline')) return route.fulfill({ json: sampleTimeline })
  return one ? route.fulfill({ json: one }) : route.fulfill({ json: { mayRollOut: false } })
}

const answers =
  (state: string, { list }: State) =>
  async (context: BrowserContext) => {
    await context.route('**/api/tab/**/installations', list)
    await context.route(/\/api\/tab\/rollouts/, answerRollouts)
    await context.route('**/api/tab/**/history*', (route) =>
      route.fulfill({ json: { entries: sampleHistory, next: 'x' } }),
    )
    await context.route('**/api/tab/**/events', (route) => route.fulfill({ status: 404 }))
    await context.route('**/api/tab/**/upgrade', async (route) => {
      const id = new URL(route.request().url()).pathname.split('/').at(-2)
      const name = Object.keys(sampleOutcomes).find((one) => one.toLowerCase() === id) ?? 'Upgraded'
      // An "Upgrade all" stays at its second app, to be looked at.
      if (state !== 'all' || name === 'Accepted') await route.fulfill({ json: sampleOutcomes[name] })
    })
  }

type Look = { state: string; choices: TabChoices; width?: number; picture: string }

async function open({ state, choices, width = 1000 }: Omit<Look, 'picture'>): Promise<OpenTab> {
  const wanted = states[state]
  if (!wanted) throw new Error(`there is no state ${state}`)
  const height = width < 400 ? 1400 : 1000
  const place = `team:${acmeIds.team}`
  const link = wanted.link ? { link: wanted.link } : {}
  const options = { teamsUrl: teams.teamsUrl, choices: { place, ...link, ...choices }, width, height }
  const tab = await openTab(browser, { ...options, prepare: answers(state, wanted) })
  await wanted.reach?.(tab)
  await wanted.isThere(tab)
  return tab
}

/** What is wrong with what is there now; `rules` as for axe, all of them unless said. */
async function judge(tab: OpenTab, picture: string, rules?: 'colours') {
  const frame = await tab.frame()
  const found = { problems: await accessibilityProblems(frame, rules), overflowing: await overflowing(frame) }
  await tab.page.locator('#tab').screenshot({ path: `${pictures}${picture}.png`, animations: 'disabled' })
  return found
}

async function lookAt({ picture, ...look }: Look) {
  const tab = await open(look)
  const found = await judge(tab, picture)
  await tab.close()
  return found
}

const nothingWrong = { problems: [], overflowing: [] }

test.each(Object.keys(states))('%s can be used by everybody, and goes with the theme of Teams', async (state) => {
  const tab = await open({ state, choices: { theme: 'default' } })
  expect(await judge(tab, `${state}-default`)).toEqual(nothingWrong)
  for (const theme of ['dark', 'contrast']) {
    await tab.page.getByLabel('Theme').selectOption(theme)
    await tab.tab.locator(`.frame[data-theme="${theme}"]`).waitFor()
    // Nothing but colours differs.
    expect([theme, await judge(tab, `${state}-${theme}`, 'colours')]).toEqual([theme, nothingWrong])
  }
  await tab.close()
})

test.each(['dark', 'contrast'] as const)('the page can be used by everybody when it opens in the %s theme', (theme) =>
  expect(lookAt({ state: 'list', choices: { theme }, picture: `list-opened-${theme}` })).resolves.toEqual(nothingWrong),
)

test.each(Object.keys(states))('%s fits into 320 pixels', async (state) => {
  const choices = { locale: 'de-de' } as const
  await expect(lookAt({ state, choices, width: 320, picture: `${state}-320` })).resolves.toEqual(nothingWrong)
})

test.each(['list', 'asks', 'consent', 'outcomes', 'history', 'rollout'])(
  '%s runs from right to left',
  async (state) => {
    const choices = { locale: 'ar-sa' } as const
    await expect(lookAt({ state, choices, picture: `${state}-rtl` })).resolves.toEqual(nothingWrong)
  },
)

test('the page that plays Teams can be used by everybody, too', async () => {
  const tab = await openTab(browser, { teamsUrl: teams.teamsUrl })
  await tab.page.getByText('The tab says it is ready.').waitFor()
  expect(await accessibilityProblems(tab.page)).toEqual([])
  await tab.close()
})
