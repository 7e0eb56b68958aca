/** 1 is as much as the issues ask for; null outside of a campaign: samples. */
export const campaignScale = process.env.CAMPAIGN_SCALE ? Number(process.env.CAMPAIGN_SCALE) : null

export const isCampaign = campaignScale !== null

/** How often something is tried: `sample` times in `npm test`, ten times as often in `npm run campaign`. */
export function scaled(sample: number): number {
  return campaignScale === null ? sample : Math.ceil(10 * campaignScale * sample)
}
