import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, test } from '@jest/globals'
import { variableNames } from '../src/config-variables.ts'

const root = resolve(import.meta.dirname, '..')
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const { scripts } = JSON.parse(read('package.json'))

/** What npm does by itself, and the scripts that it knows without `run`. */
const builtIn = ['ci']
const withoutRun = ['start', 'test']

const decisions = [...read('README.md').matchAll(/\((docs\/decisions\/[\w-]+\.md)\)/g)].map((match) => match[1] ?? '')
const pages = ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'docs/doctor.md', ...new Set(decisions)]

test('the README can be read in one go', () => {
  expect(read('README.md').split('\n').length - 1).toBeLessThan(150)
})

test('the README leads to every decision', () => {
  expect(decisions.length).toBeGreaterThan(4)
})

test('a problem with a command or a link would be noticed', () => {
  const text = 'Type `npm run fly` or npm install, see [there](docs/nowhere.md) and set `NO_SUCH_SETTING`.'
  expect(unknownCommands(text)).toEqual(['npm run fly', 'npm install'])
  expect(brokenLinks('README.md', text)).toEqual(['docs/nowhere.md'])
  expect(unknownVariables(text)).toEqual(['NO_SUCH_SETTING'])
})

describe.each(pages)('%s', (page) => {
  test('names only commands that exist', () => {
    expect(unknownCommands(read(page))).toEqual([])
  })

  test('links only to files that exist', () => {
    expect(brokenLinks(page, read(page))).toEqual([])
  })

  test('names only settings that exist', () => {
    expect(unknownVariables(read(page))).toEqual([])
  })
})

function unknownCommands(text: string): string[] {
  return [...text.matchAll(/\bnpm (run )?(?:-\S+ )*([a-z][\w:-]*)/g)]
    .filter(([, run, name = '']) =>
      run ? !Object.hasOwn(scripts, name) : ![...builtIn, ...withoutRun.filter((one) => scripts[one])].includes(name),
    )
    .map(([command]) => command)
}

function brokenLinks(page: string, text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^https?:/.test(target))
    .filter((target) => !existsSync(join(root, dirname(page), target.split('#')[0] ?? '')))
}

function unknownVariables(text: string): string[] {
  const named = text.match(/\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b/g) ?? []
  return [...new Set(named)].filter((name) => !variableNames.includes(name))
}
