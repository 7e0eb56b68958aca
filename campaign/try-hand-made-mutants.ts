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
    for (const mutant of handMadeMutants) {
      const isKilled = await isNoticed(mutant, copy)
      if (isKilled) killed++
      console.log(`${isKilled ? 'killed  ' : 'SURVIVED'}  ${mutant.file}: ${mutant.change[0].trim()}`)
    }
    const all = handMadeMutants.length
    const properties = new Set(handMadeMutants.map(({ test, property }) => `${test} ${property}`)).size
    addFigure(figuresFile, {
      what: `hand-made mutants killed by ${properties} properties`,
      figure: `${killed} of ${all}`,
    })
    return killed === all
  })

async function isNoticed(mutant: HandMadeMutant, copy: string): Promise<boolean> {
  const [from, to] = mutant.change
  const file = path.join(copy, mutant.file)
  const text = await readFile(file, 'utf8')
  if (text.split(from).length !== 2) throw new Error(`${mutant.file} should hold this exactly once: ${from}`)
  if ((await failures(mutant, copy)) !== 0) throw new Error(`without a mutant this should pass: ${mutant.property}`)
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
  await runJest([test, '-t', pattern, '--json', `--outputFile=${report}`], { cwd: copy, env: {}, isQuiet: true })
  const { numFailedTests, numPassedTests } = JSON.parse(await readFile(report, 'utf8'))
  if (numFailedTests + numPassedTests === 0) throw new Error(`there is no test of this name: ${property}`)
  return numFailedTests
}
