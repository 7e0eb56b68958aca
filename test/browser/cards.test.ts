import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { createCards } from '../../src/bot/cards.ts'
import { explainOutcome } from '../../src/bot/explain-outcome.ts'
import { allButtonsOf } from '../support/card-tree.ts'
import { drawCard, measureCard, openBrowser, openCardPage } from '../support/render-cards.ts'
import { sampleStatuses } from '../support/sample-statuses.ts'
import { sampleViews } from '../support/sample-views.ts'
import { themes } from '../support/teams-host-configs.ts'

const pictures = fileURLToPath(new URL('../../artifacts/cards/', import.meta.url))
const cards = createCards()
let browser: Browser

beforeAll(async () => {
  mkdirSync(pictures, { recursive: true })
  browser = await openBrowser()
})
afterAll(() => browser.close())

const hostile = `**bold** [link](https://evil.example) <b>x</b> \${$root} {{DATE(2020-01-01T00:00:00Z)}} "quoted" \u05e9\u05dc\u05d5\u05dd \u202e reversed`

const upgradedFrom = (text: string) =>
  explainOutcome(
    { kind: 'upgraded', from: text, to: '1.1.0', granted: [], missing: [], lost: [] },
    { appName: text, place: 'chat' },
  )

const { 'status-consent': withDetails } = sampleStatuses
if (!withDetails) throw new Error('no sample of a status that asks for consent')

describe.each(themes)('cards in the $name theme', (theme) => {
  describe.each([320, 640])('at %i pixels', (widthPixels) => {
    let page: Page
    beforeAll(async () => {
      page = await openCardPage(browser, theme, widthPixels)
    })
    afterAll(() => page.close())

    test.each(Object.entries(sampleViews))(
      '%s is drawn whole, readable and with all its buttons',
      async (name, view) => {
        const card = cards.render(view)
        const drawn = await drawCard(page, card, theme)
        await page.locator('#card').screenshot({ path: `${pictures}${name}-${theme.name}-${widthPixels}.png` })
        expect(drawn.problems).toEqual([])
        expect(drawn.overflowing).toEqual([])
        expect(drawn.lowContrast).toEqual([])
        expect(drawn.headings).toBe(1)
        expect(drawn.buttons).toEqual(allButtonsOf(card).map((button) => button.title))
        if ('appName' in view) expect(drawn.text).toContain(view.appName)
        if ('summary' in view) expect(drawn.text).toContain(view.summary)
      },
    )

    test('the permissions of a status open and close by keyboard, and are whole', async () => {
      const drawn = await drawCard(page, cards.render(withDetails), theme)
      expect(drawn.text).not.toContain('Granted now')
      const toggle = page.getByRole('button', { name: 'Show or hide permissions' })
      await toggle.focus()
      await page.keyboard.press('Enter')
      await page.getByText('Granted now').waitFor({ state: 'visible' })
      await page.locator('#card').screenshot({ path: `${pictures}status-open-${theme.name}-${widthPixels}.png` })
      const open = await measureCard(page)
      expect(open.overflowing).toEqual([])
      expect(open.lowContrast).toEqual([])
      expect(open.text).toContain('No longer asked for')
      await page.keyboard.press('Enter')
      await page.getByText('Granted now').waitFor({ state: 'hidden' })
    })

    test('a hostile name is drawn as itself, and a long word stays inside the card', async () => {
      const longWord = 'W'.repeat(300)
      for (const appName of [hostile, longWord]) {
        const drawn = await drawCard(page, cards.render(upgradedFrom(appName)), theme)
        await page
          .locator('#card')
          .screenshot({ path: `${pictures}hostile-${appName.length}-${theme.name}-${widthPixels}.png` })
        expect(drawn.text).toContain(appName)
        expect(drawn.overflowing).toEqual([])
      }
    })
  })
})

test('pale text and things wider than the card are found', async () => {
  const [light] = themes
  if (!light) throw new Error('no theme')
  const page = await openCardPage(browser, { ...light, hostConfig: {} }, 320)
  const item = { type: 'TextBlock', text: 'pale', color: 'Light' }
  const wide = {
    type: 'Container',
    minHeight: '10px',
    items: [{ type: 'ColumnSet', columns: [{ type: 'Column', width: '400px', items: [item] }] }],
  }
  const drawn = await drawCard(
    page,
    { type: 'AdaptiveCard', version: '1.5', body: [wide] },
    { ...light, hostConfig: {} },
  )
  expect(drawn.lowContrast).toHaveLength(1)
  expect(drawn.overflowing).not.toEqual([])
  await page.close()
})
