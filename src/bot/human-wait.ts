/**
 * A wait as people say it, rounded up so that whoever comes back then is not early: "in 1 second",
 * "in about 2 minutes", "in about 3 hours".
 */
export function humanWait(seconds: number): string {
  const whole = Math.max(1, Math.ceil(seconds))
  if (whole < 60) return `in ${plural(whole, 'second')}`
  const minutes = Math.ceil(whole / 60)
  if (minutes < 60) return `in about ${plural(minutes, 'minute')}`
  return `in about ${plural(Math.ceil(minutes / 60), 'hour')}`
}

function plural(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`
}
