import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from '@jest/globals'
import { reportFigure } from '../../support/report-figure.ts'
import { buildTabPage } from '../../support/tab-page.ts'

const built = fileURLToPath(new URL('../../../dist/tab/', import.meta.url))
const pages = ['index', 'config', 'auth-start', 'auth-end'].map((name) => [name, readBuilt(`${name}.html`)] as const)

function readBuilt(name: string): () => string {
  return () => readFileSync(built + name, 'utf8')
}

beforeAll(() => buildTabPage(), 60_000)

test('what the tab loads at first is at most 250 kB of script', () => {
  const html = readBuilt('index.html')()
  const scripts = [...html.matchAll(/(?:src|href)="\/tab\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? '')
  const bytes = scripts.map((name) => readFileSync(`${built}${name}.gz`).length).reduce((sum, one) => sum + one, 0)
  expect(scripts.length).toBeGreaterThan(1)
  expect(bytes).toBeLessThanOrEqual(250_000)
  reportFigure('tab, script of the first load, gzip', `${(bytes / 1000).toFixed(0)} kB`)
})

test.each(pages)('%s has no script or style of its own, and asks nobody else for anything', (_name, read) => {
  const html = read()
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/)
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/)
  expect(html).not.toMatch(/(src|href)="(?!\/tab\/)/)
})
