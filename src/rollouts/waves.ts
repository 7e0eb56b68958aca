export const usualWaves: readonly number[] = [1, 10, 100]

/** `1,10,100`: rising percents, the last one 100 (added where it is missing); null for anything else. */
export function parseWaves(text: string): number[] | null {
  const parts = text.split(',').map((part) => part.trim().replace(/%$/, ''))
  if (parts.length > 20 || !parts.every((part) => /^\d{1,3}(\.\d{1,4})?$/.test(part))) return null
  const waves = parts.map(Number)
  if (waves.at(-1) !== 100) waves.push(100)
  const isRising = waves.every((percent, i) => percent > (waves[i - 1] ?? 0))
  return isRising ? waves : null
}
