import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Campaign } from './campaign.ts'
import { addFigure } from './figures.ts'
import { type HandMadeMutant, handMadeMutants } from './hand-made-mutants.ts'
import { runJest } from './run-node.ts'
import { withWorkCopy } from './work-copy.ts'

/** Puts each mutant into a copy of the code and runs the property that stands beside it, which has to fail. */
export const tryHandMadeMutants: Campaign = ({ root, figuresFile }) =>
  withWorkCopy(root, async (copy) => {
    let killed = 0
    const passing = new Set<string>()
    for (const mutant of handMadeMutants) {
      const name = `${mutant.test} ${mutant.property}`
      if (!passing.has(name) && (await failures(mutant, copy)) > 0) throw new Error(`fails without a mutant: ${name}`)
      passing.add(name)
      const isKilled = await isNoticed(mutant, copy)
      if (isKilled) killed++
      console.log(`${isKilled ? 'killed  ' : 'SURVIVED'}  ${mutant.file}: ${mutant.change[0].trim()}`)
    }
    const figure = `${killed} of ${handMadeMutants.length}`
    addFigure(figuresFile, { what: `hand-made mutants killed by the ${passing.size} properties beside them`, figure })
    return killed === handMadeMutants.length
  })

async function isNoticed(mutant: HandMadeMutant, copy: string): Promise<boolean> {
  const [from, to] = mutant.change
  const file = path.join(copy, mutant.file)
  const text = await readFile(file, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${mutant.file} should hold this exactly once: ${from}`)
  await writeFile(
    file,
    text.replace(from, () => to),
  )
  try {
    return (await failures(mutant, copy)) > 0
  } finally {
    await writeFile(file, text)
  }
}

/** How many tests of that name failed: a file that cannot even be loaded has none. */
async function failures({ test, property }: HandMadeMutant, copy: string): Promise<number> {
  const report = path.join(copy, 'report.json')
  const pattern = property.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const args = [test, '-t', pattern, '--testTimeout', '300000', '--json', `--outputFile=${report}`]
  // A tenth of a campaign: enough runs for a rare case to come up, and the first one that fails is the end.
  const env = { CAMPAIGN_SCALE: '0.1', FIRST_FAILURE_ENDS: '1' }
  await runJest(args, { cwd: copy, env, isQuiet: true })
  const { numFailedTests, numPassedTests } = JSON.parse(await readFile(report, 'utf8'))
  if (numFailedTests + numPassedTests === 0) throw new Error(`no test of this name could be run: ${property}`)
  return numFailedTests
}
