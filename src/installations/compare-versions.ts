/**
 * Compares two manifest versions part by part as numbers: negative when `a` is older, 0 when equal.
 * Manifest versions are not semver ("1.2" and "6.0.0" both stand in Microsoft's samples): missing parts count as 0,
 * and a part that is no number is compared as text after all numbers.
 */
export function compareVersions(a: string, b: string): number {
  const left = a.trim().split('.')
  const right = b.trim().split('.')
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const order = comparePart(left[i] ?? '0', right[i] ?? '0')
    if (order !== 0) return order
  }
  return 0
}

function comparePart(a: string, b: string): number {
  const aIsNumber = /^\d+$/.test(a)
  const bIsNumber = /^\d+$/.test(b)
  if (aIsNumber && bIsNumber) return compareDigits(a.replace(/^0+/, ''), b.replace(/^0+/, ''))
  if (aIsNumber !== bIsNumber) return aIsNumber ? -1 : 1
  return compareText(a, b)
}

/** Digits without leading zeros: the longer is the larger number, so parts beyond 2^53 compare right too. */
function compareDigits(a: string, b: string): number {
  return a.length - b.length || compareText(a, b)
}

function compareText(a: string, b: string): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
