import { readFileSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import type { Card } from '../../src/bot/cards.ts'
import { findBrowser } from './find-browser.js'
import type { Theme } from './teams-host-configs.ts'

const root = new URL('../../', import.meta.url)
const renderer = readFileSync(new URL('node_modules/adaptivecards/dist/adaptivecards.min.js', root), 'utf8')
const measuring = readFileSync(new URL('test/support/card-page.js', root), 'utf8')

/** What a drawn card turned out to be. `overflowing`, `lowContrast` and `problems` name the offenders. */
export type Drawn = {
  problems: string[]
  overflowing: string[]
  lowContrast: string[]
  text: string
  buttons: string[]
  headings: number
}

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser() ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  })
}

/** A page that looks like a Teams message of this width in this theme; long words break as Teams breaks them. */
export async function openCardPage(browser: Browser, theme: Theme, widthPixels: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: widthPixels + 32, height: 600 } })
  await page.setContent(`<!doctype html><html lang="en"><meta charset="utf-8"><style>
    body { margin: 0; padding: 16px; background: ${theme.page}; color: ${theme.text}; word-break: break-word; overflow-wrap: break-word }
    #card { width: ${widthPixels}px; border: 1px solid ${theme.border}; border-radius: 6px; overflow: hidden; box-sizing: border-box }
    button { font: 600 14px 'Segoe UI', 'Open Sans', 'Liberation Sans', sans-serif; padding: 5px 12px; border-radius: 4px;
      border: 1px solid ${theme.border}; background: transparent; color: inherit }
    .style-positive { background: #5b5fc7; border-color: #5b5fc7; color: #fff }
    [role=menubar] { row-gap: 8px }
  </style><div id="card"></div></html>`)
  await page.addScriptTag({ content: renderer })
  await page.addScriptTag({ content: measuring })
  return page
}

export async function drawCard(page: Page, card: Card, theme: Theme): Promise<Drawn> {
  return page.evaluate(`drawCard(${JSON.stringify(card)}, ${JSON.stringify(theme.hostConfig)})`)
}

/** The card that is drawn already, measured again: after something in it was opened. */
export async function measureCard(page: Page): Promise<Omit<Drawn, 'problems'>> {
  return page.evaluate('measureCard()')
}
