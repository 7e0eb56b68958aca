/**
 * Graph's limits times ten, so that twenty thousand upgrades end in minutes; everything else is Graph's. `BENCH_SCALE=1` are
 * the real ones, for a machine that has other things to do.
 */
export const scale = Number(process.env['BENCH_SCALE'] || 10)
export const requestsPerSecond = 30 * scale
export const latencyMs = 200
/** What product and peers wait between requests to one place. */
export const placeWindowMs = Math.ceil(1_050 / scale)

/** What a contestant has to send for one upgrade. */
export type Needed = { gets: number; posts: number }

/** No tool can be faster: the limits of GETs and POSTs are counted apart. */
export function floorSeconds(targets: number, { gets, posts }: Needed): number {
  return (targets * Math.max(gets, posts)) / requestsPerSecond
}
