/** How much more a campaign does than the samples of `npm test`: ten times as much, and as much again as is asked for. */
const times = process.env.CAMPAIGN_SCALE ? 10 * Number(process.env.CAMPAIGN_SCALE) : 1

export const isCampaign = process.env.CAMPAIGN_SCALE !== undefined

/** How often something is tried: `sample` times in `npm test`, more in `npm run campaign`. */
export function scaled(sample: number): number {
  return Math.ceil(sample * times)
}
