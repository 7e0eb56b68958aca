import { expect } from '@jest/globals'
import { campaignScale } from './campaign-scale.ts'
import { reportFigure } from './report-figure.ts'

/** How often a property is tried: `sample` times in `npm test`, 10,000 times in a campaign. fast-check prints the seed of a failure. */
export function propertyRuns(sample: number): { numRuns: number; endOnFailure: boolean } {
  const numRuns = campaignScale === null ? sample : Math.ceil(10_000 * campaignScale)
  const { currentTestName } = expect.getState()
  if (currentTestName) reportFigure(`property: ${currentTestName}`, `${numRuns} runs`)
  // Where it is enough to know that it fails, the failure need not be made smaller.
  return { numRuns, endOnFailure: process.env.FIRST_FAILURE_ENDS === '1' }
}
