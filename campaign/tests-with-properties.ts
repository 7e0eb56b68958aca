import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const folder = path.resolve(import.meta.dirname, '../test')

/** Every test file with a property whose runs the campaign's scale decides. */
export function testsWithProperties(): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts') && !name.startsWith('browser'))
    .filter((name) => /\bpropertyRuns\(/.test(readFileSync(path.join(folder, name), 'utf8')))
    .map((name) => `test/${name.replaceAll(path.sep, '/')}`)
    .sort()
}
