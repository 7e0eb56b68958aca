import { scaled } from './campaign-scale.ts'

/** How often a property is tried, in `npm test` and in the campaign. fast-check prints the seed of a failure. */
export function propertyRuns(sample: number): { numRuns: number } {
  return { numRuns: scaled(sample) }
}
