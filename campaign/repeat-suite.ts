import type { Campaign } from './campaign.ts'
import { addFigure } from './figures.ts'
import { jest, runNode } from './run-node.ts'

const usualRepeats = 20

/** The suite again and again, as CI runs it: a test that fails once in twenty times is a test to mend. */
export const repeatSuite: Campaign = async ({ root, figuresFile, scale }) => {
  const repeats = Math.max(1, Math.round(usualRepeats * scale))
  let flakes = 0
  for (let i = 0; i < repeats; i++) {
    const code = await runNode({ args: jest, cwd: root, env: { BROWSER_TESTS: '0', CAMPAIGN_SCALE: '' } })
    if (code !== 0) flakes++
  }
  addFigure(figuresFile, { what: 'runs of the suite that failed', figure: `${flakes} of ${repeats}` })
  return flakes === 0
}
