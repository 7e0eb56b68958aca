import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

type Installed = { version?: string; dev?: boolean; hasInstallScript?: boolean }
const installed: Record<string, Installed> = JSON.parse(read('package-lock.json')).packages
const { overrides, allowScripts } = JSON.parse(read('package.json'))
const rows = [...read('docs/advisories.md').matchAll(/^\| `([^`]+)` \| (\d[^ |]*) \|/gm)].map(([, name, version]) => ({
  name: name ?? '',
  version: version ?? '',
}))

function versionsOf(name: string): string[] {
  const copies = Object.entries(installed).filter(([place, one]) => place.endsWith(`node_modules/${name}`) && !one.dev)
  return [...new Set(copies.map(([, { version = '' }]) => version))]
}

test('every package that was judged is in production in the version that was judged, and in no other', () => {
  expect(rows.length).toBeGreaterThan(8)
  for (const { name, version } of rows)
    expect({ name, versions: versionsOf(name) }).toEqual({ name, versions: [version] })
})

test('every override is explained', () => {
  const explained = [...read('docs/advisories.md').matchAll(/^\| `([^`]+)` (\d[^ ]*) \|/gm)]
  expect(Object.fromEntries(explained.map(([, name, version]) => [name, version]))).toEqual(overrides)
})

test('no package that runs in production runs a script when it is installed', () => {
  const inProduction = Object.entries(installed).filter(([, one]) => one.hasInstallScript && !one.dev)
  expect(inProduction.map(([place]) => allowScripts[place.replace('node_modules/', '')])).toEqual([false])
})
