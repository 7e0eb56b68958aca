import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Campaign, Setting } from './campaign.ts'
import { addFigure } from './figures.ts'
import { installTools, tools } from './install-tools.ts'
import { type MutatedPart, mutatedParts } from './mutated-parts.ts'
import { runNode } from './run-node.ts'

/** In percent: of each part, and of all of them. */
const leastKilled = 90
const leastKilledOverAll = 80

/** Runs Stryker (stryker.config.js) on each part, or on `MUTATED_PART` alone, and prints what survived, line by line. */
export const mutateCode: Campaign = async (run) => {
  if (!(await installTools())) return false
  const counts: Count[] = []
  const wanted = process.env['MUTATED_PART'] ?? ''
  for (const part of mutatedParts.filter(({ name }) => name.includes(wanted))) counts.push(await mutatePart(part, run))
  const all = total(counts)
  addFigure(run.figuresFile, { what: 'mutants killed', figure: percent(all) })
  return counts.every((count) => isEnough(count, leastKilled)) && isEnough(all, leastKilledOverAll)
}

async function mutatePart({ name: part, files }: MutatedPart, { root, figuresFile }: Setting): Promise<Count> {
  const folder = await mkdtemp(path.join(tmpdir(), 'campaign-mutation-'))
  try {
    await runNode({
      args: [path.join(tools, '@stryker-mutator/core/bin/stryker.js'), 'run', 'campaign/stryker.config.js'],
      cwd: root,
      // Every mutant runs the properties that reach it; a hundred runs each are enough to notice it.
      env: {
        CAMPAIGN_SCALE: '0.01',
        MUTATION_FOLDER: folder,
        MUTATED_FILES: files.join(','),
        BROWSER_TESTS: '0',
      },
    })
    const report: Report = JSON.parse(await readFile(path.join(folder, 'report.json'), 'utf8'))
    const counts = Object.entries(report.files).map(([name, { mutants }]) => ({ name, ...count(mutants) }))
    for (const { name, survivors, ...counted } of counts) {
      console.log(`${name}: ${percent(counted)}`)
      for (const survivor of survivors) console.log(`survived  ${name}:${describe(survivor)}`)
    }
    const all = total(counts)
    console.log(`${part}: ${percent(all)}`)
    addFigure(figuresFile, { what: `mutants killed in ${part}`, figure: percent(all) })
    return all
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

type Count = { killed: number; of: number }

/** Mutants that cannot be loaded or run at all count neither way. */
function count(mutants: Mutant[]): Count & { survivors: Mutant[] } {
  const killed = mutants.filter(({ status }) => status === 'Killed' || status === 'Timeout').length
  const survivors = mutants.filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
  return { killed, of: killed + survivors.length, survivors }
}

function describe({ location, mutatorName, replacement = '' }: Mutant): string {
  return `${location.start.line}  ${mutatorName}  ${replacement.replace(/\s+/g, ' ').slice(0, 120)}`
}

function total(counts: Count[]): Count {
  return counts.reduce((all, { killed, of }) => ({ killed: all.killed + killed, of: all.of + of }), {
    killed: 0,
    of: 0,
  })
}

const isEnough = ({ killed, of }: Count, leastPercent: number) => of > 0 && (100 * killed) / of >= leastPercent

const percent = ({ killed, of }: Count) => `${((100 * killed) / Math.max(of, 1)).toFixed(1)} % (${killed} of ${of})`
