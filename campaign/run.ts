import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Campaign } from './campaign.ts'
import { addFigure, formatFigures, readFigures } from './figures.ts'
import { mutateCode } from './mutate-code.ts'
import { repeatSuite } from './repeat-suite.ts'
import { runJest } from './run-node.ts'
import { testsWithProperties } from './tests-with-properties.ts'
import { tryHandMadeMutants } from './try-hand-made-mutants.ts'

/*
 * The long tests, one campaign after the other, with a table of figures at the end: `npm run campaign`, or with the names
 * of some: `npm run campaign -- kills mutation`. CAMPAIGN_SCALE=0.1 does a tenth of everything, 1 is usual.
 */

const root = path.resolve(import.meta.dirname, '..')

/** An hour and a half for one test: at the usual scale none comes near it. */
const patience = ['--testTimeout', '5400000']

function tests(files: () => string[]): Campaign {
  return async ({ figuresFile, scale }) => {
    const env = { CAMPAIGN_SCALE: String(scale), CAMPAIGN_FIGURES: figuresFile }
    return (await runJest([...patience, ...files()], { cwd: root, env })) === 0
  }
}

const campaigns: Record<string, Campaign> = {
  kills: tests(() => ['test/flows/kill.test.ts', 'test/database/kill.test.ts']),
  rollouts: tests(() => ['test/rollouts/kill.test.ts']),
  soak: tests(() => ['test/flows/soak.test.ts']),
  database: tests(() => ['test/database/owner-lock.test.ts', 'test/database/damage.test.ts']),
  fuzz: tests(() => ['test/fuzzed-entry.test.ts']),
  properties: tests(testsWithProperties),
  'hand-made-mutants': tryHandMadeMutants,
  mutation: mutateCode,
  repeats: repeatSuite,
}

const named = process.argv.slice(2)
const unknown = named.filter((name) => !Object.hasOwn(campaigns, name))
if (unknown.length > 0) {
  console.error(`There is no campaign ${unknown.join(', ')}. There are: ${Object.keys(campaigns).join(', ')}.`)
  process.exit(2)
}
const scale = Number(process.env['CAMPAIGN_SCALE'] || 1)
if (!(scale > 0)) {
  console.error('CAMPAIGN_SCALE must be a number above 0.')
  process.exit(2)
}

const folder = await mkdtemp(path.join(tmpdir(), 'campaign-'))
const figuresFile = path.join(folder, 'figures')
const failed: string[] = []
for (const [name, run] of Object.entries(campaigns).filter(([one]) => named.length === 0 || named.includes(one))) {
  console.log(`\n== ${name}`)
  const startedMs = performance.now()
  const isGood = await run({ root, figuresFile, scale })
  if (!isGood) failed.push(name)
  const minutes = ((performance.now() - startedMs) / 60_000).toFixed(1)
  addFigure(figuresFile, { what: `${name}: ${isGood ? 'passed' : 'FAILED'}`, figure: `${minutes} min` })
}
console.log(`\nFigures, at scale ${scale}\n${formatFigures(readFigures(figuresFile))}`)
await rm(folder, { recursive: true, force: true })
if (failed.length > 0) console.error(`\nFailed: ${failed.join(', ')}`)
process.exit(failed.length > 0 ? 1 : 0)
