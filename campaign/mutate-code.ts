import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Campaign } from './campaign.ts'
import { addFigure } from './figures.ts'
import { installTools, tools } from './install-tools.ts'
import { runNode } from './run-node.ts'

/** Of all mutants, in percent. */
const leastKilled = 90

/** Runs Stryker (stryker.config.js) and prints what survived, line by line. */
export const mutateCode: Campaign = async ({ root, figuresFile }) => {
  if (!(await installTools())) return false
  const folder = await mkdtemp(path.join(tmpdir(), 'campaign-mutation-'))
  try {
    await runNode({
      args: [path.join(tools, '@stryker-mutator/core/bin/stryker.js'), 'run', 'campaign/stryker.config.js'],
      cwd: root,
      // Every mutant runs the properties that reach it; a hundred runs each are enough to notice it.
      env: { CAMPAIGN_SCALE: '0.01', MUTATION_FOLDER: folder, BROWSER_TESTS: '0' },
    })
    const report: Report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8'))
    const files = Object.entries(report.files).map(([name, { mutants }]) => ({ name, ...count(mutants) }))
    for (const { name, killed, survivors } of files) {
      const figure = percent(killed, killed + survivors.length)
      addFigure(figuresFile, { what: `mutants killed in ${name}`, figure })
      for (const survivor of survivors) console.log(`survived  ${name}:${describe(survivor)}`)
    }
    const killed = sum(files.map((file) => file.killed))
    const all = killed + sum(files.map(({ survivors }) => survivors.length))
    addFigure(figuresFile, { what: 'mutants killed', figure: percent(killed, all) })
    return all > 0 && (100 * killed) / all >= leastKilled
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** https://github.com/stryker-mutator/mutation-testing-elements/tree/master/packages/report-schema, as far as it is used. */
type Report = { files: Record<string, { mutants: Mutant[] }> }
type Mutant = {
  status: string
  mutatorName: string
  replacement?: string
  location: { start: { line: number } }
}

/** Mutants that cannot be loaded or run at all count neither way. */
function count(mutants: Mutant[]): { killed: number; survivors: Mutant[] } {
  return {
    killed: mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length,
    survivors: mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage'),
  }
}

function describe({ location, mutatorName, replacement = '' }: Mutant): string {
  return `${location.start.line}  ${mutatorName}  ${replacement.replace(/\s+/g, ' ').slice(0, 120)}`
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

const percent = (part: number, all: number) => `${((100 * part) / Math.max(all, 1)).toFixed(1)} % (${part} of ${all})`
