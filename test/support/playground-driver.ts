import type { Browser, Locator, Page } from 'playwright-core'

/** A kind of conversation, as the Playground lists it. */
export type Conversation = { name: string; isChannel: boolean; mentions: boolean }

/** A person at the Microsoft 365 Agents Playground. Cards are counted in the order of the page; in channels the newest thread is on top. */
export type PlaygroundUser = {
  /** Opens a conversation and waits for the bot's first card in it. */
  open(conversation: Conversation): Promise<void>
  /** Types words, behind a mention where the bot hears nothing else. @returns the card that answers, as soon as there is one. */
  say(words: string): Promise<Locator>
  /** The newest card that has this text. It stays the same place on the page when the card in it is replaced. */
  card(text: string): Promise<Locator>
  countCards(): Promise<number>
  picture(path: string): Promise<void>
}

export async function openPlayground(browser: Browser, url: string, botName: string): Promise<PlaygroundUser> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } })
  await page.goto(url, { waitUntil: 'domcontentloaded' })
  // Before the first bubble, typing was once lost.
  await page.locator('.fai-OutputCard').first().waitFor()
  const cards = page.locator('.ac-adaptiveCard')
  let current: Conversation = { name: 'Personal Chat', isChannel: false, mentions: false }
  return {
    open: async (conversation) => {
      current = conversation
      await page.getByRole('treeitem', { name: conversation.name }).click()
      await cards.first().waitFor()
    },
    say: async (words) => {
      const count = await cards.count()
      await typeMessage(page, words, current.mentions ? botName : null)
      if (current.isChannel) await page.getByRole('button', { name: 'Post', exact: true }).click()
      else await page.keyboard.press('Enter')
      await cards
        .nth(count)
        .waitFor()
        .catch(async (cause: unknown) => {
          const shown = (await page.locator('body').innerText()).slice(-2_000)
          throw new Error(`No card answers "${words}"; the page shows: ${shown}`, { cause })
        })
      return current.isChannel ? cards.first() : cards.nth(count)
    },
    card: async (text) => {
      const texts = await cards.allTextContents()
      const has = (one: string) => one.includes(text)
      const place = current.isChannel ? texts.findIndex(has) : texts.findLastIndex(has)
      if (place < 0) throw new Error(`No card says "${text}", only: ${texts.join(' | ')}`)
      return cards.nth(place)
    },
    countCards: () => cards.count(),
    picture: async (path) => void (await page.screenshot({ path })),
  }
}

const tries = 3

async function typeMessage(page: Page, words: string, mention: string | null): Promise<void> {
  // Not by its role: the inputs of cards are text boxes too.
  const editor = page.locator('[data-lexical-editor="true"]').first()
  const whole = mention ? `${mention} ${words}` : words
  for (let i = 0; i < tries; i++) {
    await editor.click()
    if (mention) {
      await page.keyboard.type('@')
      await page.getByRole('menuitem', { name: mention }).click()
    }
    await page.keyboard.type(mention ? ` ${words}` : words)
    if ((await editor.innerText()).trim() === whole) return
    // Keys that are pressed while the page draws itself anew are lost.
    await page.keyboard.press('ControlOrMeta+A')
    await page.keyboard.press('Delete')
  }
  throw new Error(`The Playground does not take "${whole}"`)
}
