/** How often a property is tried: `CAMPAIGN_SCALE=50` tries each fifty times as often. fast-check prints the seed of a failure. */
export function propertyRuns(usual: number): { numRuns: number } {
  return { numRuns: Math.ceil(usual * Number(process.env.CAMPAIGN_SCALE || 1)) }
}
