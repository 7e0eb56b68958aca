import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, Frame, FrameLocator, Page } from 'playwright-core'
import { type ParentFrame, startParentFrame } from '../../src/sandbox/parent-frame/start-parent-frame.ts'
import type { Options } from './bot-under-test.ts'
import { startTab } from './tab-under-test.ts'

const root = new URL('../../', import.meta.url)
const axe = readFileSync(new URL('node_modules/axe-core/axe.min.js', root), 'utf8')

/** The page as `npm run build` makes it; at once when it is built already. */
export function buildTabPage(): void {
  execFileSync(process.execPath, [fileURLToPath(new URL('src/tab/build/build-page.ts', root)), '--if-stale'])
}

export type LocalTeams = Awaited<ReturnType<typeof startLocalTeams>>

/** The application with its tab, and around it the page that plays Teams; all as `npm start` runs it. */
export async function startLocalTeams(options: Options = {}) {
  const tab = await startTab(options)
  const parent: ParentFrame = await startParentFrame({ sandboxUrl: tab.sandbox.url, botUrl: tab.url })
  return {
    ...tab,
    teamsUrl: parent.url,
    stop: async () => {
      await parent.close()
      await tab.stop()
    },
  }
}

/** As in the parent page's address. */
export type TabChoices = {
  person?: string
  place?: string
  theme?: 'default' | 'dark' | 'contrast'
  locale?: 'en-us' | 'de-de' | 'ar-sa'
  link?: string
  page?: 'tab' | 'config'
}

export type OpenTab = {
  context: BrowserContext
  page: Page
  tab: FrameLocator
  frame(): Promise<Frame>
  close(): Promise<void>
}

export type OpenOptions = {
  teamsUrl: string
  choices?: TabChoices
  width?: number
  height?: number
  /** Before the first page is loaded: what the network should answer instead. */
  prepare?: (context: BrowserContext) => Promise<unknown>
}

/** Opens Teams' stand-in with the tab in it, as one person at one place. */
export async function openTab(browser: Browser, options: OpenOptions): Promise<OpenTab> {
  const { teamsUrl, choices = {}, width = 1000, height = 900, prepare } = options
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
  // No test asks Microsoft anything; teams-js then goes by the list it brings.
  await context.route('https://**', (route) => route.abort())
  await prepare?.(context)
  const page = await context.newPage()
  await page.goto(`${teamsUrl}/?${new URLSearchParams(choices)}`)
  return {
    context,
    page,
    tab: page.frameLocator('#tab'),
    frame: () => frameOf(page),
    close: () => context.close(),
  }
}

async function frameOf(page: Page): Promise<Frame> {
  const element = await page.locator('#tab').elementHandle()
  const frame = await element?.contentFrame()
  if (!frame) throw new Error('the parent page has no tab in it')
  return frame
}

/** Even the shortest of transitions shows the colour of before until the next frame. What goes round for ever is not waited for. */
const untilPainted = `new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)))
  .then(() => document.getAnimations().filter(({ effect }) => Number.isFinite(effect.getComputedTiming().endTime)))
  .then((animations) => Promise.allSettled(animations.map(({ finished }) => finished)))
  .then(() => undefined)`

/** What axe finds wrong, each with where it is; none is good. */
export async function accessibilityProblems(frame: Frame | Page, rules?: 'colours'): Promise<string[]> {
  await frame.evaluate(untilPainted)
  await frame.evaluate(axe)
  const runOnly = rules === 'colours' ? ', runOnly: ["color-contrast", "link-in-text-block"]' : ''
  const found: { id: string; nodes: { target: string[]; failureSummary?: string }[] }[] = await frame.evaluate(
    `axe.run(document, { resultTypes: ["violations"]${runOnly} }).then(({ violations }) => violations)`,
  )
  return found.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`))
}

/** Elements that are wider than the page, by what they are. */
export async function overflowing(frame: Frame): Promise<string[]> {
  const found: string[] = await frame.evaluate(
    `[...document.querySelectorAll('body *')]
      .filter((one) => one.clientWidth > 1 && !one.closest('.only-heard'))
      .filter((one) => { const box = one.getBoundingClientRect(); return box.right > innerWidth + 1 || box.left < -1 })
      .map((one) => one.tagName + '.' + one.className)`,
  )
  return found
}
