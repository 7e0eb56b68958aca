const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 86_400]
const mostBuckets = 60

/** The finest step that people count in with which a chart of this time has no more than sixty. */
export function bucketSecondsFor(from: Date, to: Date): number {
  const seconds = Math.max(0, (to.getTime() - from.getTime()) / 1_000)
  return steps.find((step) => seconds / step <= mostBuckets) ?? Math.ceil(seconds / mostBuckets)
}
